// SignalR's connection where WebSocket is the only way: `vite.config.ts` puts it in the place of the package's own, which knows others, too.

/** A connection to a hub, as SignalR's client uses it. */
export class HttpConnection {
  readonly features = {};
  onreceive: ((data: string) => void) | null = null;
  onclose: ((error?: Error) => void) | null = null;
  private socket: WebSocket | undefined;
  private isStopped = false;
  /** Ends a start that is not over yet. */
  private cancel = () => {};

  constructor(
    readonly baseUrl: string,
    private readonly options: { accessTokenFactory: () => Promise<string> },
  ) {}

  /** Ends when the socket is open. */
  async start(): Promise<void> {
    this.isStopped = false;
    const address = new URL(this.baseUrl, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("access_token", await this.options.accessTokenFactory());
    await new Promise<void>((open, fail) => {
      const refused = () => fail(new Error("The hub cannot be reached."));
      if (this.isStopped) {
        refused();
        return;
      }
      const socket = new WebSocket(address);
      socket.onclose = refused;
      this.cancel = () => {
        socket.onopen = null;
        socket.close();
        refused();
      };
      socket.onopen = () => {
        this.cancel = () => {};
        this.socket = socket;
        socket.onmessage = ({ data }) => this.onreceive?.(data);
        socket.onclose = ({ code }) => this.end(code === 1000 ? undefined : new Error(`The connection was closed (${code}).`));
        open();
      };
    });
  }

  async send(data: string): Promise<void> {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      throw new Error("The connection is not open.");
    }
    this.socket.send(data);
  }

  /** Ends at once: without a network the browser would tell the end of the socket late. */
  async stop(error?: Error): Promise<void> {
    this.isStopped = true;
    this.cancel();
    this.socket?.close();
    this.end(error);
  }

  /** Tells it once. */
  private end(error?: Error) {
    const socket = this.socket;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      this.socket = undefined;
      this.onclose?.(error);
    }
  }
}
