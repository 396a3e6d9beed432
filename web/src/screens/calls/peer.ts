// The connection with one other device in a call (WebRTC). One of the two offers: the one that was there before. Both always have a line for sound and
// one for a picture, so turning a camera on or off needs no new offer.

export interface PeerOptions {
  isOffering: boolean;
  servers: RTCIceServer[];
  /** What this device sends now. */
  track: (kind: string) => MediaStreamTrack | null;
  send: (kind: "offer" | "answer" | "candidate", payload: unknown) => void;
  /** The connection's state has changed. */
  changed: () => void;
}

export class Peer {
  /** Sound and picture of the other device. */
  readonly stream = new MediaStream();
  readonly #options: PeerOptions;
  readonly #connection: RTCPeerConnection;
  /** Signals are taken one after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: PeerOptions) {
    this.#options = options;
    const connection = new RTCPeerConnection({ iceServers: options.servers });
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) {
        // After the offer or the answer that is being made.
        this.#do(async () => options.send("candidate", candidate.toJSON()));
      }
    };
    connection.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      options.changed();
    };
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === "failed" && options.isOffering) {
        connection.restartIce();
      }
      options.changed();
    };
    if (options.isOffering) {
      for (const kind of ["audio", "video"]) {
        connection.addTransceiver(options.track(kind) ?? kind, { direction: "sendrecv" });
      }
      connection.onnegotiationneeded = () => {
        this.#do(async () => {
          await connection.setLocalDescription();
          options.send("offer", connection.localDescription?.toJSON());
        });
      };
    }
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  /** Takes a signal of the other device. */
  take(kind: string, payload: unknown): void {
    const connection = this.#connection;
    this.#do(async () => {
      if (kind === "candidate") {
        await connection.addIceCandidate(payload as RTCIceCandidateInit);
        return;
      }
      await connection.setRemoteDescription(payload as RTCSessionDescriptionInit);
      if (kind === "offer") {
        for (const line of connection.getTransceivers()) {
          line.direction = "sendrecv";
          await line.sender.replaceTrack(this.#options.track(line.receiver.track.kind));
        }
        await connection.setLocalDescription();
        this.#options.send("answer", connection.localDescription?.toJSON());
      }
    });
  }

  /** Sends another track of a kind, or none. */
  replace(kind: string, track: MediaStreamTrack | null): void {
    this.#do(async () => {
      for (const line of this.#connection.getTransceivers()) {
        if (line.receiver.track.kind === kind) {
          await line.sender.replaceTrack(track);
        }
      }
    });
  }

  close(): void {
    this.#connection.close();
  }

  /** A signal that does not fit (an old one, or one of a device that has gone) changes nothing. */
  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => {});
  }
}
