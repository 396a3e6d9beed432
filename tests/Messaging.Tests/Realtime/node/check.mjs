// Microsoft's own client against the service, as a page would use it: it negotiates, connects by WebSocket, joins, sends, receives, loses the
// connection, comes back by itself and resumes. The arguments: two instances' addresses (it negotiates with one and the other in turn).
import assert from "node:assert/strict";
import { HubConnectionBuilder, HttpTransportType, LogLevel } from "@microsoft/signalr";

const { ADDRESS, OTHER_ADDRESS, TOKEN, OTHER_TOKEN, THREAD } = process.env;

function connect(address, token) {
  const connection = new HubConnectionBuilder()
    .withUrl(`${address}hubs/community`, { accessTokenFactory: () => token, transport: HttpTransportType.WebSockets })
    .withAutomaticReconnect([0, 100, 200, 500, 1000])
    .configureLogging(LogLevel.Error)
    .build();
  connection.messages = [];
  connection.on("new_message", message => connection.messages.push(message));
  connection.on("recent_messages", recent => (connection.recent = recent));
  for (const other of ["presence", "user_joined", "user_left", "typing", "stop_typing", "read", "error"]) connection.on(other, () => {});
  return connection;
}

async function until(probe, what) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise(go => setTimeout(go, 20))) {
    if (probe()) return;
  }
  throw new Error(`not in time: ${what}`);
}

const [me, other] = [connect(ADDRESS, TOKEN), connect(OTHER_ADDRESS, OTHER_TOKEN)];
await Promise.all([me.start(), other.start()]);
const joined = await me.invoke("JoinThread", THREAD);
assert.deepEqual(me.recent.messages, []);
assert.equal(joined.channel_id, THREAD);
await other.invoke("JoinThread", THREAD);

const sent = await me.invoke("SendMessage", THREAD, { content: "**hello**", client_id: "a" });
assert.equal(sent.seq, 1);
assert.equal(sent.content_html, "<p><strong>hello</strong></p>");
await until(() => other.messages.length === 1 && me.messages.length === 1, "the message on both");
assert.deepEqual(other.messages[0], sent);
await assert.rejects(me.invoke("SendMessage", "0198c0de-0000-7000-8000-000000000000", { content: "x" }), /^Error: no_such_channel: /);

// The cable is cut; meanwhile another person writes.
let last = me.messages.at(-1).seq;
const back = new Promise(resolve => me.onreconnected(resolve));
const away = new Promise(resolve => me.onreconnecting(resolve));
me.connection.transport._webSocket.terminate();
await away;
for (const content of ["one", "two"]) await other.invoke("SendMessage", THREAD, { content });
await back;
const resumed = await me.invoke("Resume", THREAD, last);
await other.invoke("SendMessage", THREAD, { content: "three" });
await until(() => me.messages.length === 4, "what was missed, and what came after");
assert.deepEqual(me.messages.map(message => message.seq), [1, 2, 3, 4]);
assert.deepEqual([resumed.sent, resumed.last_seq, resumed.next_after_seq], [2, 3, null]);

// A second device negotiates with one instance and connects to the other, as behind a gateway.
const negotiated = await fetch(`${ADDRESS}hubs/community/negotiate?negotiateVersion=1`, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` } });
const { connectionToken } = await negotiated.json();
const roaming = new WebSocket(`${OTHER_ADDRESS.replace("http", "ws")}hubs/community?id=${connectionToken}&access_token=${TOKEN}`);
await new Promise((resolve, reject) => ((roaming.onopen = resolve), (roaming.onerror = reject)));
roaming.close();

await Promise.all([me.stop(), other.stop()]);
console.log("all is well");
process.exit(0);
