// The conversation on the screen: bubbles, each in its own language and direction, and buttons.

// An element with properties, attributes (names with a dash, role, lang, dir, for) and children.
function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (/^(aria-.*|role|for|accept|lang|dir)$/.test(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

class Thread {
  // `words(key, values)` gives the widget's own texts, `press(button)` sends a choice, `act(name, id)` treats what
  // the server would not take.
  constructor(log, words, press, act) {
    Object.assign(this, { log, words, press, act, bubbles: new Map(), sets: [], day: "" });
  }

  clear() {
    this.log.textContent = "";
    this.bubbles.clear();
    this.sets = [];
    this.day = "";
  }

  show(message) {
    const known = this.bubbles.get(message.id);
    if (known) return message.from === "worker" ? this.settle(known, message) : undefined;
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    this.separate(message.at);
    const who = { worker: "you", officer: "office" }[message.from];
    const body = h("div", { className: "text" });
    const bubble = h("div", { className: `m ${message.from}` },
      h("span", { className: "sr" }, `${who ? this.words(who) : this.words("name")}: `), body);
    this.bubbles.set(message.id, bubble);
    this.fill(body, message);
    if (message.from === "worker") this.close(message.text);
    if (message.buttons.length) bubble.append(this.choices(message));
    this.log.append(bubble);
    if (near || message.from === "worker") this.down();
  }

  fill(body, message) {
    this.tongue(body, message);
    const custom = message.custom || {};
    const [from, to] = custom.text_paragraphs || [0, 0];
    message.text.split("\n\n").forEach((text, n) => {
      if (!text) return;
      const foreign = n >= from && n < to; // an officer's own words, in the language they were written in
      body.append(h("p", foreign ? { lang: custom.text_language, dir: "auto" } : {}, ...this.linked(text)));
    });
    const files = custom.files || 0;
    if (files) this.note(body, files > 1 ? this.words("files_sent", { count: files }) : this.words("file_sent"));
  }

  // The worker's own words say their language only when they are answered; until then the letters tell.
  tongue(body, message) {
    body.dir = message.language ? message.direction : "auto";
    if (message.language) body.lang = message.language;
  }

  linked(text) {
    return text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/).map((part, n) =>
      n % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part);
  }

  choices(message) {
    const group = h("div", { className: "choices", role: "group", lang: message.language, dir: message.direction });
    const set = { group, officer: message.from === "officer", titles: message.buttons.map((button) => button.title) };
    for (const button of message.buttons) {
      const press = () => {
        if (group.dataset.closed) return;
        this.shut(set);
        this.press(button, message);
      };
      group.append(h("button", { type: "button", onclick: press }, button.title));
    }
    this.sets.push(set);
    return group;
  }

  // After the worker's word the choices before it are over; the office's wait until one of them was taken.
  close(said) {
    const last = this.sets[this.sets.length - 1];
    this.sets.filter((set) => !set.officer || (set === last && set.titles.includes(said))).forEach((set) => this.shut(set));
  }

  shut(set) {
    set.group.dataset.closed = "yes";
    // Not `disabled`: the button that was pressed keeps the focus.
    for (const button of set.group.children) button.setAttribute("aria-disabled", "true");
    this.sets = this.sets.filter((other) => other !== set);
  }

  separate(at) {
    const date = new Date(at);
    const day = date.toLocaleDateString(this.words("language_code"), { weekday: "long", day: "numeric", month: "long" });
    if (day === this.day) return;
    this.day = day;
    this.log.append(h("p", { className: "day" }, day));
  }

  // A message of this device that is not at the server yet.
  pending(item) {
    this.show({ id: item.id, from: "worker", at: item.at, text: item.title || item.text, language: null,
      direction: "ltr", buttons: [], custom: { files: (item.attachments || []).length } });
    this.mark(item.id, item.refused || this.words("waiting"), Boolean(item.refused));
  }

  // What waits to be sent stands below the history, which may arrive after it.
  lower(item) {
    const bubble = this.bubbles.get(item.id);
    if (!bubble) return;
    this.log.append(bubble);
    this.close(item.title || item.text);
    this.down();
  }

  down() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  // What is said below a message of one's own: why it is not sent, and what can be done.
  mark(id, words, refused) {
    const bubble = this.bubbles.get(id);
    if (!bubble) return;
    this.settle(bubble);
    const note = this.note(bubble, words);
    if (!refused) return;
    note.classList.add("refused");
    for (const key of ["again", "remove"]) {
      note.append(h("button", { type: "button", onclick: () => this.act(key, id) }, this.words(key)));
    }
  }

  settle(bubble, message) {
    bubble.querySelectorAll(":scope > .note").forEach((note) => note.remove());
    if (message && message.language) this.tongue(bubble.querySelector(".text"), message);
  }

  remove(id) {
    const bubble = this.bubbles.get(id);
    if (bubble) bubble.remove();
    this.bubbles.delete(id);
  }

  note(parent, words) {
    const note = h("p", { className: "note", lang: this.words("language_code"), dir: "auto" }, words);
    parent.append(note);
    return note;
  }
}
