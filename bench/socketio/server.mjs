// A room by Socket.IO, with its Redis adapter, for `./community bench chat`. It passes on what our hub sends for a message: the same fields, of the same
// length. Nothing is kept. Arguments: the port to listen on, and Redis' port.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, redis] = process.argv.slice(2).map(Number);
const publisher = createClient({ url: `redis://127.0.0.1:${redis}` });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const io = new Server(http, { adapter: createAdapter(publisher, subscriber), transports: ["websocket"] });
const [channelId, authorId] = [randomUUID(), randomUUID()];
let seq = 0;

io.on("connection", socket => {
  socket.join("room");
  socket.on("post", content => io.to("room").emit("new_message", {
    id: randomUUID(), channel_id: channelId, seq: ++seq, author_id: authorId,
    author: { id: authorId, username: "bench-0123456789abcdef0123456789abcdef", full_name: "Amal Haddad", picture_url: null },
    content, content_html: `<p>${content}</p>`, reply_to: null, attachments: [], mentions: [], reactions: [],
    created_at: new Date(), edited_at: null, is_edited: false, is_deleted: false, client_id: null,
  }));
});
http.listen(port, "127.0.0.1", () => console.log("listening"));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
