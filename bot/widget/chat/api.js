// The chat API. A Failure's status is 0 when there was no answer at all.
const PATIENCE = 30000; // milliseconds an answer may take

class Failure extends Error {
  constructor(status, message, after) {
    super(message);
    this.status = status;
    this.after = after; // seconds to wait, when the server says so
  }
}

class Api {
  constructor(base) {
    this.root = new URL("../chat/v1/", base).href;
  }

  get token() {
    return store.get("token");
  }

  // A session, begun when there is none yet; asked twice at once it is still one.
  session(language, jurisdiction) {
    if (this.token) return Promise.resolve();
    const wanted = { language, ...(jurisdiction && { jurisdiction }) };
    this.opening = this.opening || this.call("POST", "sessions", wanted)
      .then((session) => store.set("token", session.token))
      .finally(() => (this.opening = null));
    return this.opening;
  }

  headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  async call(method, path, body, patience = PATIENCE) {
    const headers = this.headers();
    if (body && !(body instanceof FormData)) {
      headers["Content-Type"] = "application/json";
      body = JSON.stringify(body);
    }
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const keepalive = method === "DELETE"; // forgetting goes through although the page is left
      const response = await fetch(this.root + path, { method, headers, body, keepalive, signal: stop.signal, cache: "no-store" });
      if (response.ok) return response.status === 204 ? null : await response.json();
      const told = await response.json().catch(() => ({}));
      throw new Failure(response.status, told.error ? told.error.message : "", Number(response.headers.get("Retry-After")) || 5);
    } catch (error) {
      throw error instanceof Failure ? error : new Failure(0, "");
    } finally {
      clearTimeout(timer);
    }
  }
}
