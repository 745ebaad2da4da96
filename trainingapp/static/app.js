// Behaviour of every page, one small module per matter. Pages ask for it by data attributes and carry no script of their own.
// Modules either listen on the document (so content that htmx brings later works too) or offer start(root) for new content.
import "./js/copying.js";
import "./js/keys.js";
import "./js/dialogs.js";
import "./js/progress.js";
import "./js/requests.js";
import "./js/renewing.js";
import "./js/tables.js";
import * as cells from "./js/cells.js";
import * as drafts from "./js/drafts.js";
import * as groups from "./js/groups.js";
import * as rollCall from "./js/roll_call.js";
import * as scores from "./js/scores.js";
import * as timetable from "./js/timetable.js";
import * as toasts from "./js/toasts.js";

const starters = [toasts, cells, groups, rollCall, scores, timetable, drafts]; // drafts last: they fill fields that the others have made

const start = (root) => starters.forEach((module) => module.start(root));

start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.detail.elt.parentElement ?? document));
