// Files chosen for the next message: sent at once, named by the message by their ids.
const MOST = 5;

class Files {
  // `open()` gives a session, `say(text)` tells the worker.
  constructor(api, open, words, say, list) {
    Object.assign(this, { api, open, words, say, list, chosen: [] });
  }

  size(bytes) {
    const mb = bytes >= 1024 * 1024;
    const count = mb ? Math.round(bytes / 1024 / 102.4) / 10 : Math.max(1, Math.round(bytes / 1024));
    return this.words(mb ? "mb" : "kb", { count });
  }

  async add(files) {
    for (const file of files) {
      if (this.chosen.length >= MOST) return this.say(this.words("too_many_files", { count: MOST }));
      const size = this.size(file.size);
      const limit = this.words("largest");
      if (file.size > limit) {
        this.say(this.words("file_too_large", { name: file.name, size, limit: this.size(limit) }));
        continue;
      }
      await this.send(file, size);
    }
  }

  async send(file, size) {
    const chosen = { id: null };
    const named = this.words("file", { name: file.name, size });
    const remove = h("button", { type: "button", "aria-label": `${this.words("remove")}: ${file.name}` }, "×");
    remove.onclick = () => this.remove(chosen);
    chosen.row = h("li", {}, h("bdi", {}, named), remove);
    this.list.append(chosen.row);
    this.chosen.push(chosen);
    this.say(this.words("uploading"));
    try {
      await this.open();
      const form = new FormData();
      form.append("file", file);
      chosen.id = (await this.api.call("POST", "attachments", form, 120000)).id;
      this.say("");
    } catch (error) {
      this.remove(chosen);
      this.say(error.message || this.words("file_failed"));
    }
  }

  remove(chosen) {
    chosen.row.remove();
    this.chosen = this.chosen.filter((other) => other !== chosen);
  }

  get busy() {
    return this.chosen.some((file) => !file.id);
  }

  // The ids for a message; the list is empty afterwards.
  take() {
    const ids = this.chosen.map((file) => file.id);
    this.list.textContent = "";
    this.chosen = [];
    return ids;
  }
}
