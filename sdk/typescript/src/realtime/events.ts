import type { Schemas } from "../generated/resources.js";

export type Message = Schemas["MessageView"];

/** A user and a channel. */
export interface ChannelPerson {
  channel_id: string;
  user_id: string;
}

/** The answer to `StartCall`, `AcceptCall`, `RejoinCall` and `ResumeCall`. */
export interface CallAnswer {
  call: Schemas["CallView"];
  /** This device, as the others name it. */
  device_id: string;
  ice_servers: Schemas["IceServer"][];
}

/** A signal of WebRTC from another device in a call. */
export interface CallSignal {
  call_id: string;
  from_user_id: string;
  from_device_id: string;
  kind: "offer" | "answer" | "candidate";
  payload: unknown;
}

/** The events of the hub, by name; docs/hub.md says when each comes. */
export interface HubEvents {
  member_joined: { community_id: string; user_id: string };
  member_left: { community_id: string; user_id: string };
  new_thread: Schemas["ThreadView"];
  new_message: Message;
  message_updated: Message;
  message_deleted: Message;
  reaction_changed: { channel_id: string; message_id: string; reactions: Message["reactions"] };
  typing: ChannelPerson;
  stop_typing: ChannelPerson;
  user_joined: ChannelPerson;
  user_left: ChannelPerson;
  recent_messages: { channel_id: string; messages: Message[]; last_seq: number };
  presence: ChannelPerson & { is_online: boolean };
  notification: Schemas["NotificationView"];
  notifications_read: { count: number };
  sync: Schemas["SyncView"];
  unread_changed: { channel_id: string; last_seq: number; last_read_seq: number; unread: number; mentions: number };
  thread_updated: {
    thread_id: string;
    community_id: string;
    title: string | null;
    is_pinned: boolean;
    is_locked: boolean;
    is_deleted: boolean;
  };
  community_updated: { community_id: string; name: string | null; kind: string | null; visibility: string | null; is_deleted: boolean };
  role_changed: { community_id: string; role: string };
  ticket_changed: { registration_id: string; event_id: string; status: string };
  read: { channel_id: string; last_read_seq: number };
  error: { code: string; message: string; channel_id?: string | null };
  call_ringing: Schemas["CallView"];
  call_answered_elsewhere: { call_id: string };
  call_joined: { call_id: string; participant: Schemas["ParticipantView"] };
  call_left: { call_id: string; user_id: string; reason: string };
  call_ended: { call_id: string; reason: string };
  call_signal: CallSignal;
  call_media_changed: { call_id: string; user_id: string; is_muted: boolean; is_video: boolean };
}

export const hubEvents = (
  "member_joined member_left new_thread new_message message_updated message_deleted reaction_changed typing stop_typing user_joined user_left " +
  "recent_messages presence notification notifications_read sync unread_changed thread_updated community_updated role_changed ticket_changed read error call_ringing call_answered_elsewhere call_joined call_left call_ended call_signal call_media_changed"
).split(" ") as (keyof HubEvents)[];

/** Listeners by event. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<(data: never) => void>>();

  /** Returns a function that ends it. */
  on<Name extends keyof Events>(name: Name, listener: (data: Events[Name]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /** A listener that throws keeps neither the others nor the connection from working: its error is reported as uncaught. */
  protected emit<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(data as never);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
