// Sends what is in the outbox, one after the other, until it is out. The same id goes out again after a failure, so
// the server does nothing twice.
const SOON = 2000, LATE = 30000; // milliseconds

class Sender {
  // `open()` gives a session; `hooks`: sending(item), sent(item, answer), refused(item), trouble(failure)
  constructor(api, open, hooks) {
    Object.assign(this, { api, open, hooks, wait: SOON, busy: false, timer: null, life: 0 });
    addEventListener("online", () => this.kick());
  }

  async kick() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    const life = this.life;
    try {
      for (let item; life === this.life && (item = outbox.all().find((each) => !each.refused)); ) {
        await this.open();
        this.hooks.sending(item);
        const { id, text, payload, attachments } = item;
        const said = payload ? { id, payload } : { id, text, attachments };
        const answer = await this.api.call("POST", "messages", said).catch((error) => this.refuse(item, error));
        if (life !== this.life) return;
        this.wait = SOON;
        if (!answer) continue;
        outbox.drop(item);
        this.hooks.sent(item, answer);
      }
    } catch (error) {
      if (life !== this.life) return;
      this.hooks.trouble(error);
      if (error.status === 401) return;
      this.timer = setTimeout(() => this.kick(), error.status === 429 ? error.after * 1000 : this.wait);
      this.wait = Math.min(this.wait * 2, LATE);
    } finally {
      this.busy = false;
      if (life !== this.life) this.kick(); // written after forgetting, while the old message was still under way
    }
  }

  // A message the server will never take stays here with the reason; what may pass later is thrown on.
  refuse(item, error) {
    if (!error.status || error.status === 401 || error.status === 429 || error.status >= 500) throw error;
    item.refused = error.message;
    outbox.put(item);
    this.hooks.refused(item);
    return null;
  }

  // Forget: whatever is under way no longer counts.
  forget() {
    this.life += 1;
    clearTimeout(this.timer);
  }
}
