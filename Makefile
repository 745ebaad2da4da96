# Short aliases only: start.py does the work, on every system.
.PHONY: start test bench lock
start test bench lock:
	python3 start.py $@
