// Elements of the page. Texts only ever come in as text.

/** The element with an id. */
function byId(id) {
  return document.getElementById(id);
}

/** A new element with properties and children; a child that is a string becomes text. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "scope") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A button. */
function button(text, onClick, properties = {}) {
  const made = element("button", { type: "button", textContent: text, ...properties });
  made.addEventListener("click", onClick);
  return made;
}

/** A labelled list of choices: `options` are {value, text, group}. */
function picker(label, options, value, onChange) {
  const select = element("select");
  let group = select;
  for (const option of options) {
    if (option.group && group.label !== option.group) {
      group = element("optgroup", { label: option.group });
      select.append(group);
    }
    (option.group ? group : select).append(
      element("option", { value: option.value, textContent: option.text }),
    );
  }
  select.value = value;
  select.addEventListener("change", () => onChange(select.value));
  return element("label", {}, element("span", { textContent: label }), select);
}

/** A labelled switch. */
function toggle(label, checked, onChange, disabled = false) {
  const box = element("input", { type: "checkbox", checked, disabled });
  box.addEventListener("change", () => onChange(box.checked));
  return element("label", { className: "toggle" }, box, element("span", { textContent: label }));
}
