// Dragging items of a gallery, on top of the buttons that move them: dropping sends the same form.
const list = document.querySelector("[data-reorder]");
let dragged = null;

const form = (item) => item.querySelector("form:has(input[name=before])");

const onStart = (event) => {
  dragged = event.target.closest("[data-item]");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.item);
};

const onOver = (event) => {
  const over = event.target.closest("[data-item]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  const after = event.clientY > box.top + box.height / 2;
  list.insertBefore(dragged, after ? over.nextElementSibling : over);
};

const onDrop = (event) => {
  if (!dragged) return;
  event.preventDefault();
  const sent = form(dragged);
  const next = dragged.nextElementSibling;
  sent.elements.before.value = next ? next.dataset.item : "";
  if (!next) {
    const last = document.createElement("input");
    Object.assign(last, { type: "hidden", name: "move", value: "last" });
    sent.append(last);
  }
  sent.submit();
};

if (list) {
  list.querySelectorAll("[data-item]").forEach((item) => (item.draggable = true));
  list.addEventListener("dragstart", onStart);
  list.addEventListener("dragover", onOver);
  list.addEventListener("drop", onDrop);
  list.addEventListener("dragend", () => (dragged = null));
}
