// Sangam's button. This file is all a page loads; the conversation itself is loaded when somebody opens it.
(() => {
  "use strict";
  const built = "%BUILT%"; // the server puts in: hashes of the other files, the button's words in each language
  const script = document.currentScript;
  const base = new URL(".", script.src).href;
  const address = (name) => `${base}${name}?v=${encodeURIComponent(built.files[name].slice(7, 19))}`;

  function stored() {
    try {
      return JSON.parse(localStorage.getItem("sangam.lang"));
    } catch {
      return null;
    }
  }

  function languageOf(element) {
    const wanted = [stored(), element.lang, script.dataset.lang, document.documentElement.lang, navigator.language];
    return wanted.map((code) => (code || "").slice(0, 2).toLowerCase()).find((code) => built.languages[code]) || "en";
  }

  // A stylesheet of ours inside a shadow root: no inline style, so a strict policy of the page lets it in.
  function sheet(root, name) {
    return new Promise((done, fail) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.integrity = built.files[name];
      link.crossOrigin = "anonymous";
      link.href = address(name);
      link.onload = done;
      link.onerror = () => (link.remove(), fail(new Error(name)));
      root.append(link);
    });
  }

  // A page that requires Trusted Types lets this through when it allows a policy of our name.
  let policy = null;
  function trusted(url) {
    try {
      policy = policy || trustedTypes.createPolicy("sangam", { createScriptURL: (address) => address });
    } catch {
      return url;
    }
    return policy.createScriptURL(url);
  }

  let loading = null;
  function loadChat() {
    loading = loading || new Promise((done, fail) => {
      const chat = document.createElement("script");
      chat.integrity = built.files["sangam-chat.js"];
      chat.crossOrigin = "anonymous";
      chat.nonce = script.nonce;
      chat.src = trusted(address("sangam-chat.js"));
      chat.onload = done;
      chat.onerror = () => ((loading = null), chat.remove(), fail(new Error("sangam-chat.js")));
      document.head.append(chat);
    });
    return loading;
  }

  class SangamChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.hidden = true;
      this.button.setAttribute("aria-expanded", "false");
      this.button.onclick = () => this.open();
      root.append(this.button);
      this.label(languageOf(this));
      sheet(root, "sangam.css").then(() => (this.button.hidden = false), () => (this.button.hidden = false));
    }

    label(language) {
      this.language = language;
      const words = built.languages[language];
      this.button.lang = language;
      this.button.dir = words.dir;
      this.button.textContent = words.open;
      if (this.link) this.link.textContent = words.plain;
    }

    // The plain page works where the conversation could not be loaded.
    offerPlain() {
      if (this.link) return;
      this.link = document.createElement("a");
      this.link.href = new URL(`../chat?lang=${this.language}`, base).href;
      this.link.textContent = built.languages[this.language].plain;
      this.shadowRoot.append(this.link);
    }

    async open() {
      if (this.busy) return;
      this.busy = true;
      try {
        await loadChat();
        if (!this.panel) {
          const panel = document.createElement("sangam-chat-panel");
          panel.setup({
            base,
            sheet,
            languages: built.languages,
            language: this.language,
            jurisdiction: this.getAttribute("jurisdiction") || script.dataset.jurisdiction || null,
            exit: this.getAttribute("exit") || script.dataset.exit || "https://www.wikipedia.org/",
            relabel: (language) => this.label(language),
            closed: () => this.close(),
          });
          this.shadowRoot.append(panel); // a stylesheet loads only in a document
          await panel.ready.catch((error) => (panel.remove(), Promise.reject(error)));
          this.panel = panel;
        }
        this.button.setAttribute("aria-expanded", "true");
        this.button.hidden = true;
        if (this.link) this.link = void this.link.remove();
        this.panel.open();
      } catch {
        this.offerPlain();
      } finally {
        this.busy = false;
      }
    }

    close() {
      this.button.setAttribute("aria-expanded", "false");
      this.button.hidden = false;
      this.button.focus();
    }
  }

  function place() {
    if (!document.querySelector("sangam-chat")) document.body.append(document.createElement("sangam-chat"));
  }

  if (!customElements.get("sangam-chat")) customElements.define("sangam-chat", SangamChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
