// The panel: everything inside the opened widget.
const LONGEST = 4000, NEAR = 400; // characters

class SangamChatPanel extends HTMLElement {
  setup(given) {
    Object.assign(this, { given, language: given.language, texts: {}, labels: [], visible: false });
    this.words = this.words.bind(this);
    this.root = this.attachShadow({ mode: "open" });
    this.api = new Api(given.base);
    this.ready = Promise.all([given.sheet(this.root, "sangam-chat.css"), this.speak(this.language)]).then(() => this.build());
  }

  // --- words

  async speak(language) {
    const response = await fetch(`${this.given.base}texts/${language}.json`);
    if (!response.ok) throw new Error("texts");
    this.texts = await response.json();
    this.language = language;
  }

  words(key, values) {
    if (key === "language_code") return this.language;
    if (key === "name") return this.texts.names[this.given.jurisdiction] || Object.values(this.texts.names)[0];
    const text = this.texts[key];
    if (!values) return text;
    const shown = (value) => (typeof value === "number" ? value.toLocaleString(this.language) : value);
    return text.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
  }

  // An element whose text (or attribute) follows the language.
  said(element, key, attribute) {
    this.labels.push([element, key, attribute]);
    return element;
  }

  relabel() {
    this.section.lang = this.language;
    this.section.dir = this.given.languages[this.language].dir;
    for (const [element, key, attribute] of this.labels) {
      if (attribute) element.setAttribute(attribute, this.words(key));
      else element.textContent = this.words(key);
    }
    this.count();
  }

  async choose(language) {
    try {
      await this.speak(language);
    } catch {
      this.tell(this.words("offline"));
      this.select.value = this.language;
      return;
    }
    store.set("lang", language);
    this.given.relabel(language);
    this.relabel();
  }

  // --- what is on the screen

  build() {
    const say = this.said.bind(this);
    const options = Object.entries(this.given.languages).map(([code, of]) => h("option", { value: code, lang: code }, of.name));
    this.select = say(h("select", { onchange: () => this.choose(this.select.value) }, ...options), "language", "aria-label");
    this.select.value = this.language;
    const close = say(h("button", { type: "button", className: "close", onclick: () => this.close() }, "×"), "close", "aria-label");
    this.forget = say(h("button", { type: "button", onclick: () => this.ask(true) }), "forget");
    const exit = say(h("a", { href: this.given.exit, rel: "noreferrer", onclick: (event) => this.leave(event) }), "exit");
    const yes = say(h("button", { type: "button", onclick: () => this.forgetDevice() }), "forget_yes");
    this.no = say(h("button", { type: "button", onclick: () => this.ask(false) }), "forget_no");
    this.sure = say(h("div", { className: "sure", role: "group", hidden: true },
      say(h("p"), "forget_sure"), yes, this.no), "forget", "aria-label");
    this.log = say(h("div", { className: "log", role: "log", "aria-live": "polite", tabIndex: 0 }), "log", "aria-label");
    this.welcome = h("div", { className: "welcome" }, say(h("p"), "welcome"), say(h("p"), "about"));
    this.typing = h("p", { className: "typing", hidden: true }, say(h("span", { className: "sr" }), "writing"), h("i"), h("i"), h("i"));
    this.status = h("p", { className: "status", role: "status" });
    this.section = h("section", { role: "dialog", tabIndex: -1, hidden: true, onkeydown: (event) => this.key(event) },
      h("header", {}, say(h("h2"), "name"), this.select, close),
      h("div", { className: "safety" }, this.forget, exit),
      this.sure,
      this.welcome,
      this.log,
      this.typing,
      this.status,
      this.composer());
    say(this.section, "name", "aria-label");
    this.root.append(this.section);
    const open = () => this.api.session(this.language, this.given.jurisdiction);
    this.files = new Files(this.api, open, this.words, (text) => this.tell(text), this.list);
    this.thread = new Thread(this.log, this.words, (button) => this.press(button), (act, id) => this.treat(act, id));
    this.news = new News(this.api, (message) => this.show(message), (error) => this.state(error));
    this.sender = new Sender(this.api, open, {
      sending: (item) => this.sending(item),
      sent: (item, answer) => this.sent(item, answer),
      refused: (item) => (this.wait(false), this.thread.mark(item.id, item.refused || this.words("failed"), true)),
      trouble: (error) => this.trouble(error),
    });
    document.addEventListener("visibilitychange", () => this.follow());
    this.relabel();
  }

  composer() {
    const say = this.said.bind(this);
    this.text = h("textarea", { id: "text", rows: 1, dir: "auto", enterKeyHint: "send" });
    say(this.text, "placeholder", "placeholder");
    this.text.oninput = () => this.count();
    this.counter = h("p", { className: "count", hidden: true, "aria-live": "polite" });
    this.list = h("ul", { className: "files", role: "list" });
    const picker = h("input", { type: "file", id: "file", multiple: true, className: "sr", accept: "image/*,audio/*,application/pdf" });
    picker.onchange = () => (this.files.add([...picker.files]), (picker.value = ""));
    const attach = h("label", { for: "file", className: "attach" }, h("b", { "aria-hidden": "true" }, "+"), say(h("span"), "attach"));
    const form = h("form", {}, this.list, say(h("label", { for: "text", className: "sr" }), "message"), this.text, this.counter,
      h("div", { className: "row" }, picker, attach, say(h("button", { className: "send" }), "send")));
    form.onsubmit = (event) => (event.preventDefault(), this.submit());
    return form;
  }

  tell(text) {
    this.status.textContent = text;
  }

  wait(on) {
    this.typing.hidden = !on;
  }

  count() {
    const left = LONGEST - [...this.text.value].length;
    this.text.dir = this.text.value ? "auto" : this.section.dir; // an empty field has no letters to tell by
    this.counter.hidden = left > NEAR;
    this.counter.textContent = left > NEAR ? "" : left < 0 ? this.words("too_long", { count: -left }) : this.words("left", { count: left });
    this.counter.classList.toggle("over", left < 0);
    this.text.style.height = "auto"; // CSSOM, not an inline style of the markup: a strict policy allows it
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 140)}px`;
    return left;
  }

  // --- opening and closing

  open() {
    this.visible = true;
    this.section.hidden = false;
    this.count();
    (matchMedia("(pointer: fine)").matches ? this.text : this.section).focus();
    if (!this.news.cursor) this.log.setAttribute("aria-busy", "true"); // old messages are not read out one by one
    outbox.all().forEach((item) => this.thread.pending(item));
    this.greet();
    this.api.session(this.language, this.given.jurisdiction).then(() => this.follow(), (error) => this.trouble(error));
    this.sender.kick();
  }

  close() {
    this.visible = false;
    this.section.hidden = true;
    this.follow();
    this.given.closed();
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.sure.hidden) this.close();
      else this.ask(false);
    }
    const send = event.key === "Enter" && event.target === this.text && !event.shiftKey && !event.isComposing;
    if (send && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.submit();
    }
  }

  leave(event) {
    event.preventDefault();
    this.section.hidden = true;
    location.replace(this.given.exit); // no way back with the back button
  }

  // News come only while somebody can see them: what is read counts as delivered.
  follow() {
    if (this.visible && !document.hidden) this.news.start();
    else this.news.stop();
  }

  greet() {
    this.welcome.hidden = this.thread.bubbles.size > 0;
  }

  // --- messages

  submit() {
    const text = this.text.value.trim();
    if (this.files.busy) return this.tell(this.words("uploading"));
    if (this.count() < 0 || (!text && !this.files.chosen.length)) return;
    this.post({ text, attachments: this.files.take() });
    this.text.value = "";
    this.count();
    this.text.focus();
  }

  press(button) {
    this.post({ payload: button.payload, title: button.title });
  }

  post(item) {
    Object.assign(item, { id: newId(), at: new Date().toISOString() });
    outbox.put(item);
    this.thread.pending(item);
    this.greet();
    this.sender.kick();
  }

  sending(item) {
    const bubble = this.thread.bubbles.get(item.id);
    if (bubble) this.thread.settle(bubble);
    this.wait(true);
  }

  sent(item, answer) {
    this.tell("");
    this.wait(false);
    const [first] = answer.replies;
    const bubble = this.thread.bubbles.get(item.id);
    if (bubble) this.thread.settle(bubble, first);
    if (answer.replies.some((reply) => reply.custom && reply.custom.erase)) return this.erased(answer.replies);
    answer.replies.forEach((reply) => (reply.id.startsWith("holding-") ? this.hold(reply) : this.show(reply)));
    this.follow();
  }

  hold(reply) {
    this.wait(true);
    this.tell(reply.text);
  }

  show(message) {
    this.thread.show(message);
    if (message.from === "worker") return;
    this.greet();
    this.wait(false);
    this.tell("");
  }

  treat(act, id) {
    const item = outbox.all().find((each) => each.id === id);
    this.thread.remove(id);
    if (!item) return;
    outbox.drop(item);
    const { text, payload, title, attachments } = item;
    if (act === "again") this.post(payload ? { payload, title } : { text, attachments });
    this.text.focus();
  }

  // --- when something does not work

  // Reading the conversation failed, or works (again).
  state(error) {
    // While a message is under way its answer tells what became of the session: the last words after erasing, perhaps.
    if (error && error.status === 401 && this.sender.busy) return;
    if (error) return this.trouble(error);
    if (this.log.hasAttribute("aria-busy")) {
      this.log.removeAttribute("aria-busy");
      outbox.all().forEach((item) => this.thread.lower(item));
    }
    if (!this.troubled) return;
    this.troubled = false;
    this.tell("");
    this.sender.kick();
  }

  trouble(error) {
    this.wait(false);
    this.troubled = true;
    outbox.all().filter((item) => !item.refused).forEach((item) => this.thread.mark(item.id, this.words("waiting")));
    if (error.status === 401) this.ended();
    else if (error.status === 429) this.tell(this.words("slow", { count: error.after }));
    else this.tell(this.words(error.status ? "failed" : "offline"));
  }

  // The session is over. What was not sent goes back under the worker's hand: it was meant for that conversation.
  ended() {
    const unsent = outbox.all().map((item) => item.text).filter(Boolean);
    this.drop();
    this.text.value = [...unsent, this.text.value].filter(Boolean).join("\n\n");
    this.count();
    this.tell(this.words("ended"));
  }

  // All was erased: the last answer stays on the screen and nothing else.
  erased(replies) {
    this.drop();
    replies.forEach((reply) => this.thread.show(reply));
    this.greet();
  }

  drop() {
    this.news.stop();
    this.news.cursor = "";
    this.sender.forget();
    const language = store.get("lang");
    store.clear();
    if (language) store.set("lang", language);
    this.thread.clear();
    this.files.take();
    this.wait(false);
    this.greet();
  }

  // --- a phone that others hold

  ask(on) {
    this.sure.hidden = !on;
    this.thread.down();
    (on ? this.no : this.forget).focus();
  }

  async forgetDevice() {
    const told = this.api.token ? this.api.call("DELETE", "sessions") : null;
    this.drop();
    store.clear();
    this.text.value = "";
    this.count();
    this.ask(false);
    this.tell(this.words("forgotten"));
    await (told && told.catch(() => null)); // offline: nobody here has the key any more, and it runs out by itself
  }
}

customElements.define("sangam-chat-panel", SangamChatPanel);
