// A line for each chosen file to say what can be seen in it, instead of one field with a line each.
const small = (file) => {
  const view = document.createElement("img");
  view.className = "file-thumb";
  view.alt = "";
  const address = URL.createObjectURL(file);
  view.addEventListener("load", () => URL.revokeObjectURL(address));
  view.addEventListener("error", () => {
    // A video, or a HEIC this browser cannot show: an empty frame says enough.
    URL.revokeObjectURL(address);
    const frame = document.createElement("span");
    frame.className = "file-thumb";
    view.replaceWith(frame);
  });
  view.src = address;
  return view;
};

const isVideo = (file) => file.video ?? (/^video\//.test(file.type) || /\.(mp4|m4v|mov|webm)$/i.test(file.name));

// Answers what draws the lines anew whenever the files have changed.
export const startDescriptions = (form) => {
  const lines = new Map();
  const whole = form.querySelector("[data-alt-texts]");
  const list = form.querySelector("[data-alt-list]");
  const typed = form.elements.alt_lines.value.split("\n");

  const lineFor = (file, index, { picture = small, save = () => {} }) => {
    if (lines.has(file)) return lines.get(file);
    const row = document.createElement("li");
    row.className = "file-item";
    const field = document.createElement("div");
    const label = document.createElement("label");
    label.className = "file-meta break";
    label.htmlFor = `id_alt_text_${file.key ?? `${index}_${file.lastModified}`}`;
    label.textContent = `${form.dataset.wordDescribe} (${file.name})`;
    const input = document.createElement("input");
    Object.assign(input, {
      id: label.htmlFor,
      name: "alt_text",
      className: "input",
      maxLength: 500,
      value: file.alt || (typed[index] ?? ""),
    });
    // With each letter: a reload leaves no field before it comes.
    if (file.key)
      input.addEventListener("input", () => {
        file.alt = input.value;
        save();
      });
    field.append(label, input);
    row.append(picture(file), field);
    lines.set(file, row);
    return row;
  };

  const music = form.querySelector('[data-field="music"]');
  const askForMusic = (wanted) => {
    if (!music) return;
    music.hidden = !wanted;
    if (!wanted) music.querySelectorAll("input").forEach((input) => (input.checked = false));
  };

  return ({ files, ...more }) => {
    askForMusic(files.some(isVideo));
    for (const known of lines.keys()) if (!files.includes(known)) lines.delete(known);
    const rows = files.map((file, index) => lineFor(file, index, more));
    // Who is writing a description keeps the cursor.
    if (rows.some((row, index) => row !== list.children[index]) || rows.length !== list.children.length)
      list.replaceChildren(...rows);
    whole.hidden = files.length === 0;
  };
};
