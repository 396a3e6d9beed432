// What the SDK uses of SignalR's builder: `vite.config.ts` puts it in the place of the package's own, which can be told more.
import { HubConnection, JsonHubProtocol, NullLogger } from "@microsoft/signalr";
import { HttpConnection } from "./connection.js";

/** The package makes connections in its own builder only. */
interface Makes {
  create: (connection: HttpConnection | undefined, logger: NullLogger, protocol: JsonHubProtocol) => HubConnection;
}

export class HubConnectionBuilder {
  private connection: HttpConnection | undefined;

  withUrl(url: string, options: { accessTokenFactory: () => Promise<string> }): this {
    this.connection = new HttpConnection(url, options);
    return this;
  }

  configureLogging(): this {
    return this;
  }

  build(): HubConnection {
    return (HubConnection as unknown as Makes).create(this.connection, NullLogger.instance, new JsonHubProtocol());
  }
}
