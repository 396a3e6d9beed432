import { beforeEach, describe, expect, test, vi } from "vitest";
import { HttpConnection } from "../src/hub/connection.js";

class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send = vi.fn();
  close = vi.fn();
  constructor(readonly address: URL) {
    Socket.all.push(this);
  }
  open() {
    this.readyState = Socket.OPEN;
    this.onopen?.();
  }
}

const one = () => vi.waitFor(() => Socket.all[0] ?? Promise.reject(new Error("There is no socket yet.")));

describe("The connection to a hub", () => {
  let connection: HttpConnection;
  let closed: (Error | undefined)[];
  beforeEach(() => {
    Socket.all = [];
    vi.stubGlobal("WebSocket", Socket);
    connection = new HttpConnection("http://one.test/hubs/chat", { accessTokenFactory: async () => "a+token" });
    closed = [];
    connection.onclose = (error) => closed.push(error);
    return () => vi.unstubAllGlobals();
  });

  test("carries texts both ways, with the token in its address", async () => {
    const started = connection.start();
    const socket = await one();
    expect(socket.address.href).toBe("ws://one.test/hubs/chat?access_token=a%2Btoken");
    await expect(connection.send("too early")).rejects.toThrow("not open");
    socket.open();
    await started;
    const received = vi.fn();
    connection.onreceive = received;
    socket.onmessage?.({ data: "in" });
    await connection.send("out");
    expect(received).toHaveBeenCalledWith("in");
    expect(socket.send.mock.calls).toEqual([["out"]]);
  });

  test("tells its end once: a loss as an error, a stop without waiting for the network", async () => {
    const started = connection.start();
    (await one()).open();
    await started;
    Socket.all[0]?.onclose?.({ code: 1006 });
    await connection.stop();
    expect(closed).toEqual([new Error("The connection was closed (1006).")]);

    const again = connection.start();
    await vi.waitFor(() => expect(Socket.all).toHaveLength(2));
    Socket.all[1]?.open();
    await again;
    const reason = new Error("Nothing was heard for long.");
    await connection.stop(reason);
    await connection.stop();
    expect(closed.slice(1)).toEqual([reason]);
    expect(Socket.all[1]?.close).toHaveBeenCalledTimes(1);
  });

  test("does not start where the hub is away, or when it was stopped meanwhile", async () => {
    const refused = connection.start();
    (await one()).onclose?.({ code: 1006 });
    await expect(refused).rejects.toThrow("cannot be reached");

    const stopped = connection.start();
    await vi.waitFor(() => expect(Socket.all).toHaveLength(2));
    await connection.stop();
    await expect(stopped).rejects.toThrow("cannot be reached");
    expect(Socket.all[1]?.close).toHaveBeenCalled();
    expect(closed).toEqual([]);

    const early = connection.start();
    await connection.stop();
    await expect(early).rejects.toThrow("cannot be reached");
    expect(Socket.all).toHaveLength(2);
  });
});
