// Behaviour of the pages on a phone: what app.js has, without what only an organiser's pages need, so that the first visit is light.
import "./js/copying.js";
import "./js/dialogs.js";
import "./js/requests.js";
import "./js/renewing.js";
import * as drafts from "./js/drafts.js";
import * as toasts from "./js/toasts.js";

[toasts, drafts].forEach((module) => module.start(document));
