// Keeps a copy of an account's alarms and timers in step with the server, and prints it at each change.
//
//     node examples/javascript/sync-alarms.mjs [GATEWAY] [EMAIL] [PASSWORD]
//
// Node 22 and newer have WebSocket; Node 20 has it with --experimental-websocket. In a browser the same code runs on
// pages of the gateway itself, and of the origins that ALLOWED_ORIGINS names.

const [gateway = "http://localhost:8000", email = "demo@example.com", password = "demo-password"] =
  globalThis.process?.argv.slice(2) ?? [];
const RECONNECT_MS = 5000;

if (!globalThis.WebSocket) {
  throw new Error("This takes Node 22 or newer, or Node 20 with --experimental-websocket");
}

let items = new Map();
let revision = 0;
let epoch = "";

async function call(path, token, body) {
  const answer = await fetch(gateway + path, {
    method: body ? "POST" : "GET",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) {
    throw new Error(json.detail);
  }
  return json;
}

async function fetchAll(token) {
  const page = await call("/api/alarms-timers", token);
  items = new Map(page.items.map((item) => [item.id, item]));
  ({ revision, epoch } = page);
  show("fetched");
}

function show(what) {
  const list = [...items.values()].map((item) => `${item.label} (${item.alarm_time ?? item.duration})`);
  console.log(`revision ${revision}, ${what}:`, list.join(", ") || "nothing");
}

function receive(message) {
  if (message.data && message.revision > revision) {
    if (message.type.endsWith("_deleted")) {
      items.delete(message.data.id);
    } else {
      items.set(message.data.id, message.data);
    }
    revision = message.revision;
    show(message.type);
  }
}

// One message after the other, also while everything is fetched anew.
function follow(token) {
  return new Promise((ended) => {
    const query = new URLSearchParams({ token, since: revision, epoch });
    const socket = new WebSocket(`${gateway.replace("http", "ws")}/api/alarms-timers/ws?${query}`);
    let done = Promise.resolve();
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      done = done
        .then(() => (message.type === "sync_required" ? fetchAll(token) : receive(message)))
        .catch(() => socket.close());
    };
    socket.onerror = () => {}; // onclose follows
    socket.onclose = (event) => ended(`${event.code} ${event.reason}`);
  });
}

for (;;) {
  try {
    const { access_token: token } = await call("/api/v1/auth/login", undefined, { email, password });
    if (!epoch) {
      await fetchAll(token);
    }
    console.log("Disconnected:", await follow(token));
  } catch (problem) {
    console.log("Not connected:", problem.message);
  }
  await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
}
