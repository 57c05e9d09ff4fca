// All that the sending page needs at once, in the order it is needed. Set-up makes one file of it, because on a slow
// line each wave of imports costs half a second; without that file the page takes this one and announces its imports.
import "../page.js";
import "./guards.js";
import "./counting.js";
import "./sending.js";
