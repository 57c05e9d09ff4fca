// The large view of a picture; esbuild makes it one file at set-up, which a page asks for when a picture is opened.
export { default } from "photoswipe";
