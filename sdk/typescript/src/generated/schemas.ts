// Made by `npm run generate` from openapi/v1.json and names.json.
export interface components {
    schemas: {
        /** @description The caller's paid access to a community. */
        AccessView: {
            /** @description Whether the caller is a member. */
            is_member: boolean;
            /** @description Whether the caller has paid access; owners and moderators need none. */
            is_paid: boolean;
            order: null | components["schemas"]["OpenOrderView"];
            /**
             * Format: date-time
             * @description When it ends; null: it is unlimited, if it is paid.
             */
            paid_until: null | string;
        };
        /** @description An account's balance, in the currency's smallest unit. */
        AccountView: {
            account: string;
            /** Format: int64 */
            balance: number;
            currency: string;
        };
        /** @description A community in an activity. */
        ActivityCommunity: {
            /**
             * Format: uuid
             * @description The community's id.
             */
            id: string;
            /** @description group, circle or community. */
            kind: string;
            /** @description Its name. */
            name: string;
        };
        /** @description The counts of a user. Each counts only objects that the caller may know of, like the corresponding list. */
        ActivityCounts: {
            /**
             * Format: int32
             * @description The number of memberships.
             */
            communities: number;
            /**
             * Format: int32
             * @description The number of connections.
             */
            connections: number;
            /**
             * Format: int32
             * @description The number of events at which the user arrived.
             */
            events_attended: number;
            /**
             * Format: int32
             * @description The number of the user's events that were published and not cancelled.
             */
            events_created: number;
            /**
             * Format: int32
             * @description The number of followers.
             */
            followers: number;
            /**
             * Format: int32
             * @description The number of users whom the user follows.
             */
            following: number;
            /**
             * Format: date-time
             * @description The time of the newest activity; null if there is none.
             */
            last_active_at: null | string;
            /**
             * Format: int32
             * @description Photos uploaded within the same time.
             */
            photos: number;
            /**
             * Format: int32
             * @description Threads opened within the time for which activities are kept (400 days).
             */
            threads: number;
        };
        /** @description An event in an activity. */
        ActivityEvent: {
            /**
             * Format: uuid
             * @description The event's id.
             */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * Format: date-time
             * @description When it begins.
             */
            start_datetime: string;
        };
        /** @description A thread in an activity. */
        ActivityThread: {
            /**
             * Format: uuid
             * @description The thread's id.
             */
            id: string;
            /** @description Its title. */
            title: string;
        };
        /** @description An activity of a user. Which of the last members are present depends on the kind. */
        ActivityView: {
            actor: components["schemas"]["PersonSummary"];
            /** @description The name of the badge that was earned. */
            badge: null | string;
            community: null | components["schemas"]["ActivityCommunity"];
            /**
             * Format: uuid
             * @description The course that was completed.
             */
            course_id: null | string;
            event: null | components["schemas"]["ActivityEvent"];
            /**
             * Format: uuid
             * @description The activity's id.
             */
            id: string;
            /** @description rsvp, event_created, photo_uploaded, followed, connected, community_created, joined, thread_created, course_completed or badge_earned. */
            kind: string;
            /**
             * Format: date-time
             * @description When.
             */
            occurred_at: string;
            /** @description The path of the photo, relative to the gateway. */
            photo_url: null | string;
            thread: null | components["schemas"]["ActivityThread"];
            user: null | components["schemas"]["PersonSummary"];
        };
        /** @description All badges. */
        AiCompanionBadgeList: {
            /** @description In the order in which they are shown. */
            items: components["schemas"]["BadgeView"][];
        };
        /** @description The caller's conversation. */
        AiCompanionConversationView: {
            allowance: components["schemas"]["AllowanceView"];
            /** @description That the companion is an AI, to be shown at the start of a conversation; after every three hours of talk it says so itself, in a notice. */
            disclosure: string;
            messages: components["schemas"]["CursorPageOfMessageView"];
            /** @description The companion's name. */
            name: string;
            /** @description The present author of answers: openai:MODEL, or offline if no model is configured. */
            provider: string;
        };
        /** @description A message of the conversation. */
        AiCompanionMessageView: {
            /** @description Things of the platform that the answer points to, the best first, and help texts; empty for most. A thing that the caller may not see any more is left out. */
            cards: components["schemas"]["CardView"][];
            /** @description For the caller's message: the id that the client gave it. */
            client_id: null | string;
            /** @description Plain text. */
            content: string;
            /**
             * Format: date-time
             * @description When, in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the caller last changed it; null: never.
             */
            edited_at: null | string;
            /**
             * Format: uuid
             * @description The message.
             */
            id: string;
            /** @description The author of an answer: openai:MODEL, offline (no model was asked, or none answered), platform (a request that the platform itself answers, with cards) or safety (the fixed answer to a person who may be in danger); null for other messages, and while the answer is generated. */
            provider: null | string;
            /**
             * Format: uuid
             * @description For an answer: the message that it answers.
             */
            reply_to: null | string;
            /** @description user, assistant, or notice: the companion says that it is an AI. */
            role: string;
            /** @description complete, generating, or cut: the model stopped early or reached the limit of an answer, and this is the text so far. */
            status: string;
        };
        /** @description How many messages the caller may send. Messages that the safety layer answers are never counted. */
        AllowanceView: {
            /**
             * Format: int32
             * @description Messages in one day; null: no limit.
             */
            daily_messages: number | null;
            /**
             * Format: int32
             * @description The rest of bought sessions; it does not expire.
             */
            extra_messages: number;
            /**
             * Format: date-time
             * @description When the caller's day ends, in UTC.
             */
            resets_at: string;
            /**
             * Format: int32
             * @description Messages of today that were counted.
             */
            used_today: number;
        };
        /** @description Asks for an analysis. */
        AnalyseRequest: {
            /**
             * @description True: the caller agrees that a program, or a model's provider if one is configured, reads the profile, and that the analysis is stored.
             * @default false
             */
            consent?: boolean;
        };
        /** @description The analysis of a profile. */
        AnalysisView: {
            /**
             * Format: date-time
             * @description When.
             */
            analysed_at: string;
            /** @description Whether the profile has changed since. */
            is_outdated: boolean;
            /** @description model, or offline: rules in the process. */
            provider: string;
            /** @description At most 5. */
            strengths: string[];
            /** @description Skills that are related to the present ones, at most 10. */
            suggested_skills: string[];
            /** @description In two or three sentences. */
            summary: string;
            /** @description Out of analytical, practical, creative, connecting, caring, leading, grounded, thoughtful; at most 3. */
            traits: string[];
        };
        /** @description A message to all attendees. */
        AnnouncementRequest: {
            /** @description Its text, of at most 1000 characters. */
            text: string;
        };
        /** @description A message of an event's organizer to all attendees. */
        AnnouncementView: {
            /**
             * Format: int32
             * @description The number of attendees that it was sent to.
             */
            attendees: number;
            /**
             * Format: date-time
             * @description When it was sent.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The announcement's id.
             */
            id: string;
            /** @description The organizer's words. */
            text: string;
        };
        /** @description A message and its answer. */
        AnswerView: {
            message: components["schemas"]["AiCompanionMessageView"];
            notice: null | components["schemas"]["AiCompanionMessageView"];
            /**
             * Format: uuid
             * @description The caller's message.
             */
            user_message_id: string;
        };
        /** @description A question with its answer. */
        AnsweredQuestion: {
            /**
             * Format: int32
             * @description The given answer: the option, from 0.
             */
            answer: number;
            /** @description Why it is right. */
            explanation: string;
            /** @description Whether they are the same. */
            is_right: boolean;
            /** @description The question. */
            question: string;
            /**
             * Format: int32
             * @description The right answer: the option, from 0.
             */
            right_answer: number;
        };
        ApiTokenList: {
            /** @description The tokens. */
            items: components["schemas"]["ApiTokenView"][];
        };
        ApiTokenRequest: {
            /**
             * Format: date-time
             * @description At most 366 days ahead; 90 days by default.
             */
            expires_at?: null | string;
            /** @description The user's name for it, such as the program. */
            name: string;
            /** @description Such as events:read; a scope with write does not include read. */
            scopes: string[];
        };
        ApiTokenView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The token's id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            last_used_at: null | string;
            /** @description The user's name for it. */
            name: string;
            /** @description Its first letters. */
            prefix: string;
            /** @description Its scopes, such as events:read. */
            scopes: string[];
        };
        AppealRequest: {
            /** @description The reason why the decision was wrong; at most 4000 characters. */
            text: string;
        };
        /** @description An appeal, as moderators see it. */
        AppealView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            decision: components["schemas"]["DecisionView"];
            /**
             * Format: uuid
             * @description The appeal's id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was answered.
             */
            resolved_at: null | string;
            /** @description open, granted or denied. */
            status: string;
            /** @description The reason. */
            text: string;
            /**
             * Format: uuid
             * @description The appealing user.
             */
            user_id: string;
        };
        /** @description The caller's position. */
        ArrivalRequest: {
            /**
             * Format: double
             * @description The position's uncertainty, in metres.
             */
            accuracy: number;
            /**
             * Format: double
             * @description WGS 84 degrees.
             */
            lat: number;
            /**
             * Format: double
             * @description WGS 84 degrees.
             */
            lng: number;
        };
        /** @description The caller's arrival. */
        ArrivalView: {
            /**
             * Format: date-time
             * @description When the caller arrived.
             */
            checked_in_at: string;
            /** @description geofence, or ticket if the ticket was scanned before. */
            method: string;
            registration: components["schemas"]["RegistrationView"];
        };
        AskRequest: {
            /**
             * Format: uuid
             * @description The user to ask.
             */
            user_id: string;
        };
        AssignRequest: {
            /**
             * Format: uuid
             * @description The moderator to whom the case is assigned: the caller or another one; null or absent releases it.
             */
            moderator_id: null | string;
        };
        /** @description A link to an attachment. */
        AttachmentLink: {
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The attachment's id.
             */
            id: string;
            /** @description The link, relative to the gateway. Of a picture, &w=256 gives a width. */
            url: string;
        };
        /** @description Links to attachments. */
        AttachmentLinkList: {
            /** @description In the order of the ids. */
            items: components["schemas"]["AttachmentLink"][];
        };
        /** @description A file. */
        AttachmentView: {
            /** @description The alternative text: a description by the uploader, for people who cannot see the file. */
            alt?: null | string;
            /**
             * Format: int64
             * @description Its length.
             */
            byte_count: number;
            /** @description Its type, found by its content. */
            content_type: string;
            /**
             * Format: int32
             * @description Of a picture, in pixels; null: it is not a picture, or was uploaded before sizes were kept.
             */
            height?: number | null;
            /**
             * Format: uuid
             * @description The attachment's id.
             */
            id: string;
            /** @description The name that the uploader gave it. */
            name: string;
            /** @description Of a picture: a ThumbHash in base64, to show until the picture has arrived. */
            placeholder?: null | string;
            /** @description Where it is served, relative to the gateway. Of a picture, w=64, 256 or 1024 in the query gives it in that width. */
            url?: string;
            /**
             * Format: int32
             * @description Of a picture, in pixels; null: it is not a picture, or was uploaded before sizes were kept.
             */
            width?: number | null;
        };
        /** @description A registration as the organizer sees it. */
        AttendeeView: {
            /** @description ticket or geofence. */
            arrival_method: null | string;
            /**
             * Format: date-time
             * @description When the user arrived.
             */
            checked_in_at: null | string;
            /**
             * Format: date-time
             * @description When it got its seat.
             */
            confirmed_at: null | string;
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: int64
             * @description The amount received, in minor units of paid_currency, or in credits.
             */
            paid_amount: number | null;
            /** @description ISO 4217, or credits. */
            paid_currency: null | string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /**
             * Format: int64
             * @description The refunded part of it.
             */
            refunded_amount: number | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            registered_at: string;
            /**
             * Format: uuid
             * @description The registration's id.
             */
            registration_id: string;
            /** @description pending, confirmed, waitlisted, cancelled, expired, refunded or checked_in. */
            status: string;
            /** @description The ticket's code, once confirmed. */
            ticket_code: null | string;
            /**
             * Format: uuid
             * @description The registered user; all zeros after the user was erased.
             */
            user_id: string;
            /** @description The handle; null if it is not known here. */
            username: null | string;
            /**
             * Format: int32
             * @description The position on the waitlist; 1 is next.
             */
            waitlist_position: number | null;
        };
        AuditCheckView: {
            /**
             * Format: int64
             * @description The number of entries that were verified, up to the first fault.
             */
            entries: number;
            /**
             * Format: int64
             * @description The number of the first entry that is missing or was changed; null: none.
             */
            first_fault: number | null;
            /**
             * Format: uuid
             * @description An entry that lost its place in the chain, or has waited for one for five minutes; null: none.
             */
            first_unsealed: null | string;
            /** @description Whether nothing in this part of the record was changed or removed. */
            is_intact: boolean;
            /** @description Pass it as cursor to verify the next part; null: the record ends here, or a fault was found. */
            next_cursor: null | string;
            /**
             * Format: int64
             * @description The number of the last verified entry.
             */
            verified_through: number;
            /**
             * Format: date-time
             * @description When the last round began in which the service found the whole record intact by itself; null: not yet.
             */
            whole_at: null | string;
            /**
             * Format: int64
             * @description The number of the last entry then.
             */
            whole_through: number | null;
            /**
             * Format: int64
             * @description The last entry whose hash another service has kept, and which therefore agrees; null: that service did not answer.
             */
            witnessed_through: number | null;
        };
        AuditView: {
            /** @description The act. */
            action: string;
            /**
             * Format: uuid
             * @description The acting user.
             */
            actor_id: string;
            details: components["schemas"]["JsonElement"];
            /** @description SHA-256 over the hash before it and the entry, 64 hexadecimal digits. */
            hash: null | string;
            /**
             * Format: uuid
             * @description The entry's id.
             */
            id: string;
            /** @description The actor's words about the user, until the user is erased. */
            note: null | string;
            /**
             * Format: uuid
             * @description The object of the act, such as a course or a case.
             */
            object_id: null | string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            occurred_at: string;
            /**
             * Format: int64
             * @description The entry's number in the chain; null: it has none yet, for some seconds.
             */
            seq: number | null;
            /** @description The service in which it happened. */
            service: string;
            /**
             * Format: uuid
             * @description The user concerned.
             */
            user_id: null | string;
        };
        AuthenticatorSecret: {
            /** @description For apps into which it is typed, in base32. */
            secret: string;
            /** @description For a QR code. */
            uri: string;
        };
        /** @description The author of a message. */
        AuthorView: {
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /**
             * @description Whether a program acts in this account, and not a person.
             * @default false
             */
            is_bot?: boolean;
            /** @description Where the picture is served, relative to the gateway. */
            picture_url: null | string;
            /** @description The handle. */
            username: string;
        };
        /** @description An honour. */
        Award: {
            /**
             * Format: date
             * @description When.
             */
            awarded_on?: null | string;
            /** @description The institution that gave it, at most 120 characters. */
            issuer?: null | string;
            /** @description Its name, at most 120 characters. */
            title: string;
        };
        /** @description Awards, in the order in which they are shown. */
        AwardList: {
            /** @description At most 30. */
            awards: components["schemas"]["Award"][];
        };
        BadgeList: {
            /** @description The badges. */
            items: string[];
        };
        /** @description A badge and the caller's progress. */
        BadgeView: {
            /** @description The activity that it is given for. */
            description: string;
            /**
             * Format: date-time
             * @description Since when the caller has it; null: not yet. A badge is never taken away.
             */
            earned_at: null | string;
            /**
             * Format: int32
             * @description The caller's count, up to need.
             */
            have: number;
            /** @description Its name, the same in all languages. */
            name: string;
            /**
             * Format: int32
             * @description The count that is needed.
             */
            need: number;
            /** @description The name for readers. */
            title: string;
        };
        BanRequest: {
            /** @description The reason, for the other moderators: at most 500 characters. */
            reason?: null | string;
            /**
             * Format: date-time
             * @description When it ends by itself; null: when it is lifted.
             */
            until?: null | string;
            /**
             * Format: uuid
             * @description The user to ban.
             */
            user_id: string;
        };
        /** @description A ban, as owners and moderators see it. */
        BanView: {
            /**
             * Format: uuid
             * @description The owner or moderator behind the ban.
             */
            banned_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description The name shown. */
            full_name: null | string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description The reason. */
            reason: null | string;
            /**
             * Format: date-time
             * @description When it ends by itself; null: when it is lifted.
             */
            until: null | string;
            /**
             * Format: uuid
             * @description The banned user.
             */
            user_id: string;
            /** @description The handle. */
            username: string;
        };
        /** @enum {string} */
        BillingChoice: "monthly" | "one_time";
        /** @description A user whom the caller blocks. */
        BlockView: {
            /**
             * Format: date-time
             * @description When the block began.
             */
            since: string;
            user: components["schemas"]["PersonSummary"];
        };
        /** @description A boost that is sold. */
        BoostOfferView: {
            /**
             * Format: int64
             * @description The price, in the currency's smallest unit.
             */
            amount_cents: number;
            /** @description ISO 4217. */
            currency: string;
            /** @description The name to use in a purchase. */
            duration: string;
            /**
             * Format: int32
             * @description How long it lasts.
             */
            hours: number;
            /**
             * Format: int64
             * @description The price in credits.
             */
            price_credits: number;
        };
        /** @description A boost to buy. */
        BoostRequest: {
            /** @description day or week. */
            duration: string;
            /** @description credits: from the wallet, at once; absent: by an order. */
            pay_with?: null | string;
        };
        /** @description A bought boost. */
        BoostedView: {
            /**
             * Format: date-time
             * @description Until when the caller is shown on top.
             */
            boosted_until: string;
        };
        /** @description The caller's boost and the boosts that are sold. */
        BoostsView: {
            /**
             * Format: date-time
             * @description Until when the caller is shown on top; null: not now.
             */
            boosted_until: null | string;
            /** @description The boosts that are sold. */
            items: components["schemas"]["BoostOfferView"][];
        };
        /** @description All that a client shows first. */
        BootstrapView: {
            /** @description The caller's communities, the last joined first. As GET /api/v1/communities/mine?limit=100 answers; null: it is in missing. */
            communities: null | components["schemas"]["PageOfCommunityView"];
            /** @description The last conversations. As GET /api/v1/direct?limit=20 answers; null: it is in missing. */
            conversations: null | components["schemas"]["CursorPageOfConversationView"];
            /** @description The caller's next events. As GET /api/v1/events/mine?upcoming=true&limit=20 answers; null: it is in missing. */
            events: null | components["schemas"]["PageOfEventView"];
            /** @description The caller's account. As GET /api/v1/auth/me answers; null: it is in missing. */
            me: null | components["schemas"]["UserView"];
            /** @description Parts whose service did not answer in time. Ask for them alone. */
            missing: string[];
            /** @description How many notifications are unread. As GET /api/v1/notifications/unread-count answers; null: it is in missing. */
            notifications: null | components["schemas"]["UnreadCount"];
            /** @description The caller's plan. As GET /api/v1/subscriptions/me answers; null: it is in missing. */
            subscription: null | components["schemas"]["SubscriptionView"];
            /** @description Unread messages. As GET /api/v1/messages/unread answers; null: it is in missing. */
            unread: null | components["schemas"]["UnreadView"];
            /** @description The caller's credits. As GET /api/v1/wallet answers; null: it is in missing. */
            wallet: null | components["schemas"]["WalletView"];
        };
        /** @description The fields of a bot that its owner may change. */
        BotChanges: {
            /** @description A few words about what the bot does. */
            bio?: null | string;
            /** @description The name shown. */
            full_name?: null | string;
        };
        BotList: {
            /** @description The bots. */
            items: components["schemas"]["BotView"][];
        };
        BotRequest: {
            /** @description A few words about what the bot does. */
            bio?: null | string;
            /** @description The name shown. */
            full_name?: null | string;
            /** @description 3 to 50 of a-z, 0-9, dot, hyphen, underscore; it never changes. */
            username: string;
        };
        /** @description A bot as its owner sees it. */
        BotView: {
            /** @description A few words about what the bot does. */
            bio: null | string;
            /**
             * Format: date-time
             * @description When the bot was made.
             */
            created_at: string;
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The bot's id: that of a user.
             */
            id: string;
            /** @description False while moderators have suspended the bot. */
            is_active: boolean;
            picture: null | components["schemas"]["PictureView"];
            /**
             * Format: date-time
             * @description When a suspension ends by itself; null: it lasts until it is lifted, or there is none.
             */
            suspended_until: null | string;
            /** @description The handle. */
            username: string;
        };
        /** @description A call. */
        CallView: {
            /**
             * Format: date-time
             * @description When two talked for the first time; null: not yet, or never.
             */
            answered_at: null | string;
            /**
             * Format: uuid
             * @description Where it is: a conversation, a thread or an event's chat.
             */
            channel_id: string;
            /** @description How it ended: left (hung up), declined, missed, busy, cancelled (by the caller), or lost (a connection); null: it goes on. */
            end_reason: null | string;
            /**
             * Format: date-time
             * @description Null: it goes on.
             */
            ended_at: null | string;
            /**
             * Format: uuid
             * @description The call's id.
             */
            id: string;
            /** @description Whether it began with video. */
            is_video: boolean;
            /** @description While it goes on: its participants, and the users whose devices ring. In the history: all users whom it concerned. */
            participants: components["schemas"]["ParticipantView"][];
            /**
             * Format: date-time
             * @description When it began to ring.
             */
            started_at: string;
            /**
             * Format: uuid
             * @description The initiator of the call.
             */
            started_by: string;
        };
        /** @description The cancellation of an event. */
        CancelEventRequest: {
            /** @description The reason that registered users are told. */
            reason?: null | string;
        };
        /** @description A thing of the platform that an answer points to. */
        CardView: {
            /** @description A path of the web client. */
            action_link: string;
            /**
             * Format: uuid
             * @description Its id; null for help.
             */
            id: null | string;
            /** @description person, community, event, course, or help: how a feature works. */
            kind: string;
            /**
             * Format: date-time
             * @description For an event: when it begins, in UTC.
             */
            starts_at: null | string;
            /** @description A few words about it; may be empty. */
            text: string;
            /** @description Its name. */
            title: string;
        };
        /** @description A case with all data for the decision. */
        CaseDetails: {
            author: null | components["schemas"]["PersonSummary"];
            case: components["schemas"]["CaseView"];
            /** @description The same for a reported event, photo, community or profile: one copy for each reported state, the oldest first, at most 20. */
            copies?: components["schemas"]["ContentCopyView"][] | null;
            /** @description Earlier decisions about the author, the latest first; at most 50. */
            earlier_decisions: components["schemas"]["DecisionView"][];
            /** @description The reported message or thread at the time of the report, whatever its author did since; null: the content is of another type, there is no evidence, or its service does not answer. */
            evidence?: components["schemas"]["EvidenceView"][] | null;
            /** @description Every report since the case was last opened, the oldest first. */
            reports: components["schemas"]["CaseReport"][];
        };
        /** @description One report of a case. */
        CaseReport: {
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description In the reporter's words. */
            details: null | string;
            /**
             * Format: uuid
             * @description The report's id.
             */
            id: string;
            reason: components["schemas"]["ReportReason"];
            /**
             * Format: uuid
             * @description The reporter; null: a rule matched.
             */
            reporter_id: null | string;
            /** @description The rule that matched. */
            rule_name: null | string;
        };
        /** @description All reports of one content, as moderators see them in the queue. */
        CaseView: {
            /**
             * Format: uuid
             * @description The moderator to whom it is assigned.
             */
            assigned_to: null | string;
            assignee: null | components["schemas"]["PersonSummary"];
            author: null | components["schemas"]["PersonSummary"];
            /**
             * Format: uuid
             * @description The author; null: its service has not named the author yet.
             */
            author_id: null | string;
            /**
             * Format: uuid
             * @description The community of the content.
             */
            community_id: null | string;
            /**
             * Format: uuid
             * @description The reported content.
             */
            content_id: string;
            /** @description user, community, thread, message, event or photo. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            decided_at: null | string;
            /**
             * Format: date-time
             * @description The time of the first report.
             */
            first_reported_at: string;
            /**
             * Format: uuid
             * @description The case's id.
             */
            id: string;
            /** @description A rule holds the content back until the decision. */
            is_held: boolean;
            /**
             * Format: date-time
             * @description The time of the last report.
             */
            last_reported_at: string;
            /** @description Their reasons, the most frequent first. */
            reasons: components["schemas"]["ReasonCount"][];
            /**
             * Format: int32
             * @description The number of reports since the case was last opened.
             */
            report_count: number;
            /** @description open or decided. */
            status: string;
        };
        /** @description A certificate that a person completed a course. */
        CertificateView: {
            /** @description The certificate's code. */
            code: string;
            /**
             * Format: date-time
             * @description When.
             */
            completed_at: string;
            /** @description The title of the course when it was completed. */
            course_title: string;
            /** @description The person's name. */
            display_name: string;
        };
        /** @description An attested qualification. */
        Certification: {
            /**
             * Format: date
             * @description Until when it is valid; not before it was issued.
             */
            expires_on?: null | string;
            /**
             * Format: date
             * @description When.
             */
            issued_on?: null | string;
            /** @description The institution that attested it, at most 120 characters. */
            issuer?: null | string;
            /** @description Its name, at most 120 characters. */
            name: string;
            /**
             * Format: uri
             * @description Where it can be checked, https.
             */
            url?: null | string;
        };
        /** @description Certifications, in the order in which they are shown. */
        CertificationList: {
            /** @description At most 30. */
            certifications: components["schemas"]["Certification"][];
        };
        /** @description The changes of a file. */
        ChangeAttachment: {
            /** @description The alternative text, for people who do not see the file; null: none. */
            alt?: null | string;
        };
        ChangeEmailRequest: {
            /** @description The new address. */
            email: string;
            /** @description The account's password; absent: the caller has proved their identity within ten minutes. */
            password?: null | string;
        };
        ChangePasswordRequest: {
            /** @description The present password. */
            current_password: string;
            /** @description The new one: 10 to 128 characters; the commonest are refused. */
            new_password: string;
        };
        ChangePhoneRequest: {
            /** @description The account's password; absent: the caller has proved their identity within ten minutes. */
            password?: null | string;
            /** @description The new number, in international form. */
            phone: string;
        };
        /**
         * @description A channel to reach a user.
         * @enum {string}
         */
        Channel: "email" | "phone";
        /** @description A user's notification preference for a channel. */
        ChannelPreference: {
            /** @description all: every message; mentions: mentions and answers; none: nothing. */
            level: string;
            /**
             * Format: date-time
             * @description No notifications until then, whatever the level.
             */
            muted_until?: null | string;
        };
        /** @description The users in a channel. */
        ChannelPresence: {
            /**
             * Format: uuid
             * @description The channel.
             */
            channel_id: string;
            /** @description The users who are there and visible to the caller, by name. */
            online: components["schemas"]["AuthorView"][];
        };
        /** @description A channel in a list. Exactly one of community, event and peer is given. */
        ChannelSummaryView: {
            community: null | components["schemas"]["PlaceView"];
            event: null | components["schemas"]["PlaceView"];
            /**
             * Format: uuid
             * @description The channel's id.
             */
            id: string;
            /** @description thread, direct or event_chat. */
            kind: string;
            peer: null | components["schemas"]["PeerView"];
            /** @description A thread's title, an event's name, or the other person's name; null: not known. */
            title: null | string;
        };
        /** @description A user's unread messages in a channel. */
        ChannelUnread: {
            channel: null | components["schemas"]["ChannelSummaryView"];
            /**
             * Format: uuid
             * @description The channel.
             */
            channel_id: string;
            /** @description Whether the caller muted the channel: it is not in the total then. */
            is_muted: boolean;
            /**
             * Format: int64
             * @description The number of unread messages.
             */
            unread: number;
        };
        /** @description A channel, as its reader sees it. Exactly one of community, event and peer is given. */
        ChannelView: {
            community: null | components["schemas"]["PlaceView"];
            event: null | components["schemas"]["PlaceView"];
            /**
             * Format: uuid
             * @description The channel's id.
             */
            id: string;
            /** @description thread, direct or event_chat. */
            kind: string;
            /**
             * Format: date-time
             * @description The time of the last message, or of the beginning.
             */
            last_activity: string;
            /**
             * Format: int64
             * @description The number of the last message that the caller has read; 0: none.
             */
            last_read_seq: number;
            /**
             * Format: int64
             * @description The number of the last message; 0: there is none.
             */
            last_seq: number;
            /** @description Whether the caller may write there now. */
            may_write: boolean;
            /** @description In a thread owner, moderator, member or reader (of a public community); in an event's chat organizer or attendee; in a conversation participant. */
            my_role: string;
            peer: null | components["schemas"]["PeerView"];
            /** @description A thread's title, an event's name, or the other person's name; null: not known. */
            title: null | string;
            /**
             * Format: int64
             * @description Messages that the caller has not read.
             */
            unread: number;
        };
        /** @description A scan: one of ticket_code and payload. */
        CheckInRequest: {
            /** @description A text that is unique to this scan, so that the request can be repeated. */
            nonce?: null | string;
            /** @description The text of the QR code. */
            payload?: null | string;
            /** @description The code that is printed under the QR code, in any case and with any spaces. */
            ticket_code?: null | string;
        };
        /** @description A check-in. */
        CheckInView: {
            /**
             * Format: date-time
             * @description When it was recorded, in UTC.
             */
            created_at: string;
            /**
             * Format: date
             * @description The caller's own date.
             */
            day: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int32
             * @description 1 (low) to 5 (high).
             */
            mood: number;
            /** @description A private note. */
            note: null | string;
            /** @description Words for the mood. */
            words: string[];
        };
        /** @description The result of a check-in. */
        CheckedIn: {
            /** @description Where to find help, if the words sound as if it was needed; else null. */
            care: null | string;
            check_in: components["schemas"]["CheckInView"];
            /**
             * Format: int32
             * @description The caller's days in a row, including this one.
             */
            streak: number;
        };
        /** @description A check-in. */
        CheckedInView: {
            /**
             * Format: date-time
             * @description When the holder arrived.
             */
            checked_in_at: string;
            /** @description Full name, or username; null if it is not known here (yet). */
            holder_name: null | string;
            registration: components["schemas"]["RegistrationView"];
        };
        /**
         * @description The provider's payment methods.
         * @enum {string}
         */
        CheckoutMethod: "alipay" | "card" | "wechat_pay";
        /** @description A request to pay. There is no amount in it: prices never come from a client. */
        CheckoutRequest: {
            /** @description Where the page leads without a payment. */
            cancel_url: string;
            /**
             * Format: uuid
             * @description The id of the thing on sale: the caller's newest open order for it is paid.
             */
            event_id?: null | string;
            /**
             * Format: uuid
             * @description The order, as the 402 named it; this or event_id.
             */
            order_id?: null | string;
            payment_method: components["schemas"]["CheckoutMethod"];
            /** @description Where the page leads after the payment; {CHECKOUT_SESSION_ID} in it becomes the session's id. */
            success_url: string;
        };
        /** @description A payment page. */
        CheckoutView: {
            /** @description The address to send the buyer to. */
            checkout_url: string;
            /**
             * Format: uuid
             * @description The order that is paid there.
             */
            order_id: string;
            /**
             * Format: uuid
             * @description For GET /payments/status/{id}.
             */
            payment_id: string;
            /** @description The provider's id of the session. */
            session_id: string;
        };
        /** @description An activity in a community. */
        CommunityActivityView: {
            actor: components["schemas"]["PersonSummary"];
            /**
             * Format: uuid
             * @description The event that it is about.
             */
            event_id: null | string;
            /**
             * Format: uuid
             * @description The activity's id.
             */
            id: string;
            /** @description community_created, joined, thread_created, rsvp, event_created or photo_uploaded. */
            kind: string;
            /**
             * Format: date-time
             * @description When.
             */
            occurred_at: string;
            /** @description A thread's title, or another text for the activity. */
            text: null | string;
            /**
             * Format: uuid
             * @description The thread that it is about.
             */
            thread_id: null | string;
        };
        /** @description The summary of a community for a user without membership. */
        CommunityCard: {
            /**
             * Format: uuid
             * @description The community's id.
             */
            id: string;
            /** @description group, circle or community. */
            kind: string;
            /**
             * Format: int32
             * @description The number of members.
             */
            member_count: number;
            /** @description Its name. */
            name: string;
            /** @description The house rules, which users agree to by joining, as HTML that is safe to show; null: there are none. */
            rules_html: null | string;
            /** @description public, private or paid. */
            visibility: string;
        };
        /** @description A case of a community, for the decision of its owners and moderators. */
        CommunityCaseDetails: {
            author: null | components["schemas"]["PersonSummary"];
            /** @description The reported message or thread at the time of the report; null: there is no evidence, or its service does not answer. */
            evidence?: components["schemas"]["EvidenceView"][] | null;
            /** @description Every report since the case was last opened, the oldest first. */
            reports: components["schemas"]["CommunityCaseReport"][];
        };
        /** @description A report, without the reporter. */
        CommunityCaseReport: {
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description In the reporter's words. */
            details: null | string;
            reason: components["schemas"]["ReportReason"];
            /** @description The rule that matched; null: a person reported it. */
            rule_name: null | string;
        };
        /** @description The fields of a community that an owner may change. Its kind cannot be changed. */
        CommunityChanges: {
            billing?: components["schemas"]["BillingChoice"];
            /** @description For a circle Wellness, Fitness, Creative or Social; for other kinds a word of your choice. */
            category?: null | string;
            /** @description Its colour, #RRGGBB. */
            color?: null | string;
            /** @description ISO 4217, in any case. */
            currency?: null | string;
            /** @description The subject of the community: Markdown, at most 5,000 characters. */
            description?: null | string;
            /** @description The interest that its members share. */
            interest?: null | string;
            /** @description Whether it can be read without signing in; it has no effect while the community is private. */
            is_on_web?: boolean;
            /** @description Its name, one line of 2 to 100 characters. */
            name?: string;
            /**
             * Format: int32
             * @description The price of joining from now on, in minor units of the currency.
             */
            price_cents?: number | null;
            /**
             * Format: int32
             * @description The price in credits, if they are accepted too.
             */
            price_credits?: number | null;
            /** @description The region used for discovery. */
            region?: null | string;
            /** @description The house rules, which users agree to by joining: Markdown, at most 5,000 characters; null: none. */
            rules?: null | string;
            /** @description At most 20 words of at most 50 characters. */
            tags?: string[];
            visibility?: components["schemas"]["VisibilityChoice"];
        };
        /** @description A new community. */
        CommunityDraft: {
            /**
             * @description one_time (the default) or monthly; only for paid.
             * @enum {null|string}
             */
            billing?: "monthly" | "one_time" | null;
            /** @description For a circle Wellness, Fitness, Creative or Social, and required; for other kinds a word of your choice of at most 50 characters. */
            category?: null | string;
            /** @description Its colour, #RRGGBB. */
            color?: null | string;
            /** @description ISO 4217, in any case; required for paid. */
            currency?: null | string;
            /** @description The subject of the community: Markdown, at most 5,000 characters, stored and returned as written. */
            description?: null | string;
            /** @description The interest that its members share. */
            interest?: null | string;
            /**
             * @description Whether it can be read without signing in; it has no effect while the community is private.
             * @default false
             */
            is_on_web?: boolean;
            kind: components["schemas"]["KindChoice"];
            /** @description Its name, one line of 2 to 100 characters. */
            name: string;
            /**
             * Format: int32
             * @description The price of joining, in minor units of the currency; required for paid, at least the minimum that Stripe can charge.
             */
            price_cents?: number | null;
            /**
             * Format: int32
             * @description The price in credits, if they are accepted too; only for paid.
             */
            price_credits?: number | null;
            /** @description The region used for discovery. */
            region?: null | string;
            /** @description The house rules, which users agree to by joining: Markdown, at most 5,000 characters. */
            rules?: null | string;
            /** @description At most 20 words of at most 50 characters; stored in lower case, without #, without duplicates. */
            tags?: string[] | null;
            visibility?: components["schemas"]["VisibilityChoice"];
        };
        /** @description A community. */
        CommunityView: {
            /** @description one_time or monthly; null if it is free. */
            billing: null | string;
            /** @description Its category. */
            category: null | string;
            /** @description #RRGGBB. */
            color: null | string;
            /**
             * Format: date-time
             * @description When it was founded.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The founder.
             */
            created_by: string;
            /** @description ISO 4217; null if it is free. */
            currency: null | string;
            /** @description Its description: Markdown as its owners wrote it. Clients have to sanitise it before they show it. */
            description: null | string;
            /**
             * Format: uuid
             * @description The community's id.
             */
            id: string;
            /** @description The interest that its members share. */
            interest: null | string;
            /** @description Moderators have yet to check it: until then only its owners see it. */
            is_held: boolean;
            /** @description Whether the caller is a member. */
            is_member: boolean;
            /** @description Whether it can be read without signing in; it has no effect while the community is private. */
            is_on_web: boolean;
            /** @description Moderators removed it: only its owners see it. */
            is_removed: boolean;
            /** @description group, circle or community. */
            kind: string;
            /**
             * Format: int32
             * @description The number of members.
             */
            member_count: number;
            /** @description owner, moderator or member; null if the caller is not a member. */
            my_role: null | string;
            /** @description Its name. */
            name: string;
            owner: null | components["schemas"]["PersonSummary"];
            picture: null | components["schemas"]["PictureView"];
            /** @description The path of its picture, relative to the gateway; for a private community only members can load it. */
            picture_url: null | string;
            /**
             * Format: int64
             * @description The price of joining, in minor units of the currency; null if it is free.
             */
            price_cents: number | null;
            /**
             * Format: int64
             * @description The price in credits, if they are accepted.
             */
            price_credits: number | null;
            /** @description Its region. */
            region: null | string;
            /** @description The house rules, which users agree to by joining: Markdown as its owners wrote it; null: there are none. */
            rules: null | string;
            /** @description The same as HTML that is safe to show. */
            rules_html: null | string;
            /** @description In lower case. */
            tags: string[];
            /**
             * Format: date-time
             * @description When its owners last changed it.
             */
            updated_at: string;
            /** @description public, private or paid. */
            visibility: string;
        };
        /** @description A factor of a compatibility score. */
        CompatibilityFactor: {
            /** @description interests, region, mutual_connections, badges or analyses. */
            name: string;
            /**
             * Format: int32
             * @description Weight times value, rounded.
             */
            points: number;
            /**
             * Format: double
             * @description Its value, 0 to 1.
             */
            value: number;
            /**
             * Format: int32
             * @description The maximum of its points.
             */
            weight: number;
        };
        /** @description The compatibility of the caller and another user. */
        CompatibilityView: {
            /** @description The shared interests. */
            common_interests: string[];
            /**
             * Format: int32
             * @description 0 to 100: the sum of the factors' points.
             */
            compatibility_score: number;
            /** @description The factors of the score. */
            factors: components["schemas"]["CompatibilityFactor"][];
            /**
             * Format: int32
             * @description The number of mutual connections.
             */
            mutual_connections: number;
            /**
             * Format: uuid
             * @description The other user.
             */
            user_id: string;
        };
        CompleteLinkRequest: {
            /** @description The code with which the provider led the browser back. */
            code: string;
            /** @description The iss with which the provider led the browser back, if there was one. */
            issuer?: null | string;
            /** @description The state with which the provider led the browser back; it is that of this browser. */
            state: string;
        };
        CompleteSignInRequest: {
            /** @description The code with which the provider led the browser back. */
            code: string;
            /** @description The device_token of an earlier login on this device, if the device still has it. */
            device_token?: null | string;
            /** @description The iss with which the provider led the browser back, if there was one. */
            issuer?: null | string;
            /** @description The referral code of another user; counts for a new account. */
            referral_code?: null | string;
            /** @description The state with which the provider led the browser back; it is that of this browser. */
            state: string;
        };
        ConfirmFactorRequest: {
            /** @description The six digits that the app shows. */
            code: string;
        };
        /** @description A connection, or a request for one, from the side of one of the two users. */
        ConnectionView: {
            /**
             * Format: date-time
             * @description When the two were connected; null while it is pending.
             */
            accepted_at: null | string;
            /**
             * Format: int32
             * @description 0 to 100, at the time of the request; null if too little was known of one of the two.
             */
            compatibility_score: number | null;
            /** @description Of a pending request: outgoing if the caller asked, incoming if the other user did; otherwise null. */
            direction: null | string;
            /**
             * Format: uuid
             * @description The connection's id, the same for both users.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was last requested.
             */
            requested_at: string;
            /** @description pending or accepted. */
            status: string;
            user: components["schemas"]["PersonSummary"];
            /**
             * Format: uuid
             * @description The other user.
             */
            user_id: string;
        };
        ContactView: {
            pending: null | components["schemas"]["PendingContact"];
            /** @description The mail address or phone number; null if the account has none. */
            value: null | string;
            /**
             * Format: date-time
             * @description When it was proved.
             */
            verified_at: null | string;
        };
        /** @description A reported state of an event, photo, community or profile. */
        ContentCopyView: {
            /**
             * Format: uuid
             * @description The author.
             */
            author_id: null | string;
            /** @description Its contents, by the names of its own view; empty members are left out. */
            fields: {
                [key: string]: string;
            };
            /** @description The address at which moderators load its picture, even after it was replaced or deleted. */
            picture_url: null | string;
            /**
             * Format: date-time
             * @description When it was copied.
             */
            taken_at: string;
        };
        /** @description A message that is sent. */
        ContextMessage: {
            /** @description Its text. */
            content: string;
            /**
             * Format: date-time
             * @description When the caller last changed it; null: never.
             */
            edited_at: null | string;
            /**
             * Format: uuid
             * @description The message.
             */
            id: string;
            /**
             * Format: uuid
             * @description For an answer: the message that it answers; null once that was deleted.
             */
            reply_to: null | string;
            /** @description user or assistant. */
            role: string;
        };
        /** @description A model's context. */
        ContextView: {
            /** @description The messages after it, in order, each in the role of its author. */
            messages: components["schemas"]["ContextMessage"][];
            /** @description The model; null: none is asked now, the offline companion answers. */
            model: null | string;
            /** @description Sent first, in the role of the system, word for word. */
            system_prompt: string;
        };
        /** @description A direct conversation. */
        ConversationView: {
            /**
             * Format: uuid
             * @description The channel that its messages are in.
             */
            channel_id: string;
            /**
             * Format: date-time
             * @description When it was last written in.
             */
            last_activity: string;
            last_message: null | components["schemas"]["MessageView"];
            peer: components["schemas"]["PeerView"];
            /**
             * Format: int64
             * @description Messages that the reader has not read.
             */
            unread: number;
        };
        /** @description Changes of a course. Its buyers, and users with an open order, keep their price. */
        CourseChanges: {
            /** @description Growth, Connection or Wellness. */
            category?: string;
            /** @description ISO 4217, in any case. */
            currency?: string;
            /** @description Its description for learners. */
            description?: string;
            /** @description How long it takes, in words. */
            duration?: null | string;
            /**
             * Format: uri
             * @description The URL of its picture; null: none.
             */
            image?: null | string;
            /**
             * Format: int32
             * @description Minor units of the currency: 0 for a free course, or at least the smallest amount that can be charged: 50 in USD.
             */
            price_cents?: number;
            /**
             * Format: int32
             * @description The price in credits; null: credits are not accepted.
             */
            price_credits?: number | null;
            /** @description Its title, one line of at most 200 characters. */
            title?: string;
            /**
             * Format: int64
             * @description The version that was changed: if there is another by now, nothing changes and the answer is 409.
             */
            version?: number;
        };
        /** @description A course as the caller sees it. */
        CourseDetail: {
            course: components["schemas"]["CourseView"];
            /** @description Whether the caller owns it: bought, taken for free, or by the plan. */
            is_purchased: boolean;
            user_progress: components["schemas"]["ProgressView"];
        };
        /** @description A new course. */
        CourseDraft: {
            /** @description Growth, Connection or Wellness. */
            category: string;
            /**
             * @description ISO 4217, in any case; the default is USD.
             * @default USD
             */
            currency?: string;
            /** @description Its description for learners. */
            description: string;
            /** @description How long it takes, in words, such as 4 weeks. */
            duration?: null | string;
            /**
             * Format: uri
             * @description The URL of its picture.
             */
            image?: null | string;
            /** @description Its modules in order, at most 40; more can be added later. */
            modules?: components["schemas"]["ModuleDraft"][] | null;
            /**
             * Format: int32
             * @description Minor units of the currency: 0 for a free course, or at least the smallest amount that can be charged: 50 in USD.
             * @default 0
             */
            price_cents?: number;
            /**
             * Format: int32
             * @description The price in credits, if credits are accepted too; only together with a price.
             */
            price_credits?: number | null;
            /** @description Its title, one line of at most 200 characters. */
            title: string;
        };
        /** @description A course as its authors see it: everything, including the answers. */
        CourseSource: {
            /** @description Growth, Connection or Wellness. */
            category: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Its author; null: it comes with the product.
             */
            created_by: null | string;
            /** @description ISO 4217. */
            currency: string;
            /** @description Its description for learners. */
            description: string;
            /** @description How long it takes, in words. */
            duration: null | string;
            /**
             * Format: uuid
             * @description The course's id.
             */
            id: string;
            /** @description The URL of its picture. */
            image: null | string;
            /** @description Whether an administrator has changed it: then new versions of the product do not change it. */
            is_edited: boolean;
            /** @description Whether it comes with the product. */
            is_library: boolean;
            /** @description The modules in order. */
            modules: components["schemas"]["ModuleSource"][];
            /**
             * Format: int64
             * @description Minor units of the currency; 0: free.
             */
            price_cents: number;
            /**
             * Format: int64
             * @description The price in credits; null: credits are not accepted.
             */
            price_credits: number | null;
            /**
             * Format: date-time
             * @description When it was first published.
             */
            published_at: null | string;
            /** @description draft or published. */
            status: string;
            /** @description Its title. */
            title: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /**
             * Format: int64
             * @description Rises with each change, also of a module.
             */
            version: number;
        };
        /** @description A course in a list. */
        CourseSummary: {
            /** @description Growth, Connection or Wellness. */
            category: string;
            /**
             * Format: int32
             * @description How many of its modules the caller has completed.
             */
            completed_modules: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description ISO 4217. */
            currency: string;
            /** @description Its description for learners. */
            description: string;
            /** @description How long it takes, in words. */
            duration: null | string;
            /**
             * Format: int32
             * @description Minutes of all modules together.
             */
            duration_minutes: number;
            /**
             * Format: uuid
             * @description The course's id.
             */
            id: string;
            /** @description The URL of its picture. */
            image: null | string;
            /** @description Whether the caller owns it: bought, taken for free, or by the plan. */
            is_purchased: boolean;
            /**
             * Format: int64
             * @description Minor units of the currency; 0: free.
             */
            price_cents: number;
            /**
             * Format: int64
             * @description The price in credits; null: credits are not accepted, or it is free.
             */
            price_credits: number | null;
            /**
             * Format: int32
             * @description The caller's progress, 0 to 100.
             */
            progress: number;
            /** @description draft or published. */
            status: string;
            /** @description Its title. */
            title: string;
            /**
             * Format: int32
             * @description How many modules it has.
             */
            total_modules: number;
        };
        /** @description A course with its modules. */
        CourseView: {
            /** @description Growth, Connection or Wellness. */
            category: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description ISO 4217. */
            currency: string;
            /** @description Its description for learners. */
            description: string;
            /** @description How long it takes, in words. */
            duration: null | string;
            /**
             * Format: int32
             * @description Minutes of all modules together.
             */
            duration_minutes: number;
            /**
             * Format: uuid
             * @description The course's id.
             */
            id: string;
            /** @description The URL of its picture. */
            image: null | string;
            /** @description The modules in order. */
            modules: components["schemas"]["ModuleView"][];
            /**
             * Format: int64
             * @description Minor units of the currency; 0: free.
             */
            price_cents: number;
            /**
             * Format: int64
             * @description The price in credits; null: credits are not accepted, or it is free.
             */
            price_credits: number | null;
            /** @description draft or published. */
            status: string;
            /** @description Its title. */
            title: string;
            /**
             * Format: int32
             * @description How many there are.
             */
            total_modules: number;
        };
        /** @description A pack of credits. */
        CreditPackView: {
            /**
             * Format: int64
             * @description The price, in the currency's smallest unit.
             */
            amount_cents: number;
            /**
             * Format: int64
             * @description How many credits.
             */
            credits: number;
            /** @description ISO 4217. */
            currency: string;
            /** @description The id to use in a purchase. */
            id: string;
        };
        /** @description A page of a timeline. */
        CursorPageOfActivityView: {
            /** @description The items in order. */
            items: components["schemas"]["ActivityView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfBlockView: {
            /** @description The items in order. */
            items: components["schemas"]["BlockView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfCallView: {
            /** @description The items in order. */
            items: components["schemas"]["CallView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfCheckInView: {
            /** @description The items in order. */
            items: components["schemas"]["CheckInView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfCommunityActivityView: {
            /** @description The items in order. */
            items: components["schemas"]["CommunityActivityView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfConnectionView: {
            /** @description The items in order. */
            items: components["schemas"]["ConnectionView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfConversationView: {
            /** @description The items in order. */
            items: components["schemas"]["ConversationView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfDecisionView: {
            /** @description The items in order. */
            items: components["schemas"]["DecisionView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfFollowView: {
            /** @description The items in order. */
            items: components["schemas"]["FollowView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfMessageHitView: {
            /** @description The items in order. */
            items: components["schemas"]["MessageHitView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfMessageView: {
            /** @description The items in order. */
            items: components["schemas"]["AiCompanionMessageView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfNotificationView: {
            /** @description The items in order. */
            items: components["schemas"]["NotificationView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfOpportunityView: {
            /** @description The items in order. */
            items: components["schemas"]["OpportunityView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfOrderView: {
            /** @description The items in order. */
            items: components["schemas"]["OrderView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfOwnDecisionView: {
            /** @description The items in order. */
            items: components["schemas"]["OwnDecisionView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfPhotoView: {
            /** @description The items in order. */
            items: components["schemas"]["PhotoView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfReactedView: {
            /** @description The items in order. */
            items: components["schemas"]["ReactedView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfReceivedPayment: {
            /** @description The items in order. */
            items: components["schemas"]["ReceivedPayment"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfSyncChannel: {
            /** @description The items in order. */
            items: components["schemas"]["SyncChannel"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfWalletEntryView: {
            /** @description The items in order. */
            items: components["schemas"]["WalletEntryView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfWebhookDeliveryView: {
            /** @description The items in order. */
            items: components["schemas"]["WebhookDeliveryView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A page of a timeline. */
        CursorPageOfWebhookView: {
            /** @description The items in order. */
            items: components["schemas"]["WebhookView"][];
            /** @description Pass it as cursor to get the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description The caller's path at a glance. */
        DashboardView: {
            /** @description The caller's badges, the first one first. */
            badges: string[];
            /**
             * Format: int32
             * @description How many circles the caller belongs to.
             */
            circles_joined: number;
            /**
             * Format: int32
             * @description How many people the caller is connected with.
             */
            connections: number;
            /**
             * Format: int32
             * @description Courses that are begun and not completed.
             */
            courses_in_progress: number;
            /** @description The message of the day. */
            daily_message: string;
            /**
             * Format: int32
             * @description 0 to 100, of the last 28 days.
             */
            emotional_path_progress: number;
            /** @description Whether there is a check-in of today. */
            has_checked_in_today: boolean;
            /**
             * Format: int32
             * @description The caller's longest streak.
             */
            longest_streak: number;
            /**
             * Format: int32
             * @description The caller's days in a row; 0 once a day was missed.
             */
            streak: number;
            /**
             * Format: int32
             * @description -100 to 100: the last seven days compared with the seven before.
             */
            weekly_growth: number;
        };
        /** @description The number on a day. */
        DayCount: {
            /**
             * Format: int64
             * @description The number.
             */
            count: number;
            /**
             * Format: date
             * @description The day, in the event's time zone.
             */
            date: string;
        };
        /** @description Payments of a day in one currency. */
        DayRevenue: {
            /** @description ISO 4217, or credits. */
            currency: string;
            /**
             * Format: date
             * @description The day of the payments, in the event's time zone.
             */
            date: string;
            /**
             * Format: int64
             * @description Payments, in minor units, or credits.
             */
            paid: number;
            /**
             * Format: int64
             * @description The part of them that was refunded, on whichever day.
             */
            refunded: number;
        };
        /**
         * @description The decisions that are possible in a case.
         * @enum {string}
         */
        Decision: "dismiss" | "mute" | "remove" | "suspend" | "warn";
        /** @description A decision on record, as moderators read it. */
        DecisionView: {
            /**
             * Format: uuid
             * @description The decision that this one lifts, or against which the appeal was made.
             */
            about_id: null | string;
            /**
             * Format: uuid
             * @description The case.
             */
            case_id: string;
            /**
             * Format: uuid
             * @description The content of the case.
             */
            content_id: string;
            /** @description user, community, thread, message, event or photo. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was made, in whole microseconds.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The moderator.
             */
            decided_by: string;
            /** @description dismiss, remove, warn, mute or suspend; lift, grant_appeal or deny_appeal. */
            decision: string;
            /** @description SHA-256 over the hash before and this decision's line, in lower-case hex. */
            hash: string;
            /**
             * Format: uuid
             * @description The decision's id.
             */
            id: string;
            moderator: null | components["schemas"]["PersonSummary"];
            /** @description The moderator's note; null if it was erased with the user. */
            note: null | string;
            person: null | components["schemas"]["PersonSummary"];
            /**
             * Format: uuid
             * @description The user concerned, as far as known at the time.
             */
            person_id: null | string;
            reason: components["schemas"]["ReportReason"];
            /** @description Whether the content was removed by it. */
            removes_content: boolean;
            /**
             * Format: int64
             * @description 1, 2, 3… over all decisions, without gaps.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When the sanction ends by itself.
             */
            until: null | string;
        };
        /** @description An account on which the ledger and the orders disagree. */
        DifferenceView: {
            account: string;
            currency: string;
            /** Format: int64 */
            ledger: number;
            /** Format: int64 */
            orders: number;
        };
        /** @description The connected people of the caller's conversations. */
        DirectPresence: {
            /** @description Their ids; people who are hidden by a block, suspended or erased are not among them. */
            online: string[];
        };
        /** @description An arrival. */
        DoorArrival: {
            /**
             * Format: date-time
             * @description When the holder arrived.
             */
            checked_in_at: string;
            /** @description The name of the person who scanned the ticket; null without a scan, and if the name is not known. */
            checked_in_by: null | string;
            /** @description Full name, or username; null if it is not known here (any more). */
            holder_name: null | string;
            /** @description ticket or geofence. */
            method: string;
            /**
             * Format: uuid
             * @description The registration's id.
             */
            registration_id: string;
        };
        /** @description The figures of an event's door. */
        DoorView: {
            /**
             * Format: int32
             * @description How many of them have arrived, by a ticket or by their position.
             */
            arrived: number;
            /**
             * Format: uuid
             * @description The event's id.
             */
            event_id: string;
            /**
             * Format: int32
             * @description How many people have a seat, whether they have arrived or not.
             */
            going: number;
            /** @description The latest 20 arrivals, the newest first. */
            latest: components["schemas"]["DoorArrival"][];
        };
        /** @description A badge that a person has. */
        EarnedBadge: {
            /** @description The activity that it was given for. */
            description: string;
            /**
             * Format: date-time
             * @description When it was given, in UTC.
             */
            earned_at: string;
            /** @description Its name, the same in all languages. */
            name: string;
            /** @description The name for readers. */
            title: string;
        };
        /** @description The new text of a message. */
        EditMessage: {
            /** @description Markdown, 1 to 8,000 characters; may be empty if the message has an attachment. */
            content: string;
        };
        /** @description A former version of a message. */
        EditView: {
            /** @description The files with their alternative texts at that time. */
            attachments: components["schemas"]["AttachmentView"][];
            /** @description Markdown, as it was written. */
            content: string;
            /**
             * Format: date-time
             * @description Until when the message had this text.
             */
            replaced_at: string;
            /**
             * Format: int64
             * @description The version of the message, from 1.
             */
            version: number;
        };
        /** @description A changed message. */
        EditedMessage: {
            /** @description Plain text with help lines, if the new text sounds as if help was needed; else null. */
            care: null | string;
            message: components["schemas"]["AiCompanionMessageView"];
        };
        EraseRequest: {
            /** @description The account's password; absent: the caller has proved their identity within ten minutes. */
            password?: null | string;
        };
        /** @description The fields of an event that its organizer may change. Existing registrations keep the price that they were offered. */
        EventChanges: {
            /** @description Its category. */
            category?: null | string;
            /** @description ISO 4217, in any case; required when a free event gets a price. */
            currency?: string;
            /** @description Its description for attendees. */
            description?: null | string;
            /** @description When it is over: after the start, and at most 31 days after it. In the same form as the start. */
            end_datetime?: string;
            /** @description Your term for its kind, such as meetup, workshop or hackathon. */
            event_type?: string;
            /**
             * Format: int32
             * @description The distance within which an arrival counts, in metres.
             */
            geofence_radius_m?: number;
            /** @description Its topics: at most 50, each of at most 50 characters. */
            interests?: string[];
            /**
             * Format: double
             * @description WGS 84 degrees; with the longitude or not at all.
             */
            latitude?: null | number;
            /** @description Street and number. */
            location_address?: null | string;
            /** @description City. */
            location_city?: null | string;
            /** @description By its ISO 3166-1 code of two or three letters or its name; kept as alpha-2. */
            location_country?: null | string;
            /** @description The place's name. */
            location_name?: null | string;
            /**
             * Format: double
             * @description WGS 84 degrees; with the latitude or not at all.
             */
            longitude?: null | number;
            /**
             * Format: int32
             * @description The number of seats, never fewer than are taken; null: no limit.
             */
            max_attendees?: number | null;
            /** @description Its name, one line of at most 255 characters. */
            name?: string;
            /**
             * Format: int32
             * @description Minor units of the currency; 0: free.
             */
            price_cents?: number;
            /**
             * Format: int32
             * @description The price in credits, if they are accepted too; only with a price.
             */
            price_credits?: number | null;
            /**
             * Format: int32
             * @description A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
             */
            refund_hours?: number;
            /** @description The region used for discovery. */
            region?: null | string;
            /** @description When it begins: RFC 3339 with an offset, or without one in the event's zone (2026-12-04T19:00). */
            start_datetime?: string;
            /** @description IANA name of the zone that it is announced in. */
            time_zone?: string;
            visibility?: components["schemas"]["Visibility"];
        };
        /** @description A new event. */
        EventDraft: {
            /** @description Its category. */
            category?: null | string;
            /** @description ISO 4217, in any case; required for a price. */
            currency?: null | string;
            /** @description Its description for attendees. */
            description?: null | string;
            /** @description When it is over: after the start, and at most 31 days after it. In the same form as the start. */
            end_datetime: string;
            /** @description Your term for its kind, such as meetup, workshop or hackathon. */
            event_type: string;
            /**
             * Format: int32
             * @description The distance within which an arrival counts, in metres.
             * @default 150
             */
            geofence_radius_m?: number;
            /** @description Its topics: at most 50, each of at most 50 characters. */
            interests?: string[] | null;
            /**
             * @description Publishes it at once; otherwise it is a draft that only you see.
             * @default false
             */
            is_published?: boolean;
            /**
             * Format: double
             * @description WGS 84 degrees; with the longitude or not at all.
             */
            latitude?: null | number;
            /** @description Street and number. */
            location_address?: null | string;
            /** @description City. */
            location_city?: null | string;
            /** @description By its ISO 3166-1 code of two or three letters or its name; kept as alpha-2. */
            location_country?: null | string;
            /** @description The place's name. */
            location_name?: null | string;
            /**
             * Format: double
             * @description WGS 84 degrees; with the latitude or not at all.
             */
            longitude?: null | number;
            /**
             * Format: int32
             * @description The number of seats; null: no limit.
             */
            max_attendees?: number | null;
            /** @description Its name, one line of at most 255 characters. */
            name: string;
            /**
             * Format: int32
             * @description Minor units of the currency; 0: free.
             * @default 0
             */
            price_cents?: number;
            /**
             * Format: int32
             * @description The price in credits, if they are accepted too; only with a price.
             */
            price_credits?: number | null;
            /**
             * Format: int32
             * @description A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
             * @default 24
             */
            refund_hours?: number;
            /** @description The region used for discovery. */
            region?: null | string;
            /** @description When it begins: RFC 3339 with an offset, or without one in the event's zone (2026-12-04T19:00). */
            start_datetime: string;
            /** @description IANA name of the zone that it is announced in. Without it, your last event's zone; else that of a country with one clock; else UTC. */
            time_zone?: null | string;
            visibility?: components["schemas"]["Visibility"];
        };
        /** @description An event in numbers, all from the same moment. */
        EventStats: {
            /**
             * Format: int64
             * @description Registrations that have arrived.
             */
            arrivals: number;
            /** @description The same by the quarter of an hour; quarters without any are left out. */
            arrivals_by_quarter: components["schemas"]["QuarterCount"][];
            /**
             * Format: int64
             * @description Registrations that were cancelled, including refunded ones.
             */
            cancelled: number;
            /**
             * Format: int64
             * @description Registrations with a seat, including those that have arrived.
             */
            confirmed: number;
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /**
             * Format: int64
             * @description Holds that ended unpaid.
             */
            expired: number;
            /**
             * Format: int32
             * @description The number of seats; null: no limit.
             */
            max_attendees: number | null;
            /**
             * Format: int64
             * @description Registrations that had a seat and did not arrive; 0 until the event is over.
             */
            no_shows: number;
            /**
             * Format: int64
             * @description Registrations with an unpaid seat.
             */
            pending: number;
            /**
             * Format: int64
             * @description How many photos there are.
             */
            photos: number;
            /**
             * Format: int64
             * @description How many registrations were ever made.
             */
            registrations: number;
            /** @description Registrations by day; days without any are left out. */
            registrations_by_day: components["schemas"]["DayCount"][];
            /** @description Payments less refunds. */
            revenue: components["schemas"]["Revenue"][];
            /** @description The same by the day of the payment and by currency; days without payments are left out. */
            revenue_by_day: components["schemas"]["DayRevenue"][];
            /** @description The event's time zone, which defines the days. */
            time_zone: string;
            /**
             * Format: int64
             * @description Registrations on the waitlist.
             */
            waitlisted: number;
        };
        /** @description An event. */
        EventView: {
            /** @description Why it was cancelled, in the organizer's words. */
            cancel_reason: null | string;
            /** @description Its category. */
            category: null | string;
            /**
             * Format: date-time
             * @description When it was drafted.
             */
            created_at: string;
            /** @description ISO 4217. */
            currency: string;
            /** @description Its description for attendees. */
            description: null | string;
            /**
             * Format: double
             * @description The distance from the requested point; null if there was none.
             */
            distance_km: null | number;
            /**
             * Format: date-time
             * @description When it is over.
             */
            end_datetime: string;
            /** @description The organizer's term for its kind, such as meetup, workshop or hackathon. */
            event_type: string;
            /**
             * Format: int32
             * @description The distance within which an arrival counts, in metres.
             */
            geofence_radius_m: number;
            /**
             * Format: uuid
             * @description The event's id.
             */
            id: string;
            image: null | components["schemas"]["PictureView"];
            /** @description The path of the cover, relative to the gateway. */
            image_url: null | string;
            /** @description Its topics. */
            interests: string[];
            /** @description Whether it can be found and registered for. */
            is_published: boolean;
            /** @description Whether the caller has a confirmed seat. */
            is_registered: boolean;
            /**
             * Format: double
             * @description WGS 84 degrees.
             */
            latitude: null | number;
            /** @description Street and number. */
            location_address: null | string;
            /** @description City. */
            location_city: null | string;
            /** @description ISO 3166-1 alpha-2. */
            location_country: null | string;
            /** @description The place's name. */
            location_name: null | string;
            /**
             * Format: double
             * @description WGS 84 degrees.
             */
            longitude: null | number;
            /**
             * Format: int32
             * @description The number of seats; null: no limit.
             */
            max_attendees: number | null;
            /** @description The state of the caller's registration: pending, confirmed, waitlisted or checked_in; null if there is none. */
            my_status: null | string;
            /** @description Its name. */
            name: string;
            organizer: null | components["schemas"]["OrganizerView"];
            /**
             * Format: uuid
             * @description The organizer's id.
             */
            organizer_id: string;
            /**
             * Format: int64
             * @description Minor units of the currency; 0: free.
             */
            price_cents: number;
            /**
             * Format: int64
             * @description The price in credits, if credits are accepted.
             */
            price_credits: number | null;
            /**
             * Format: int32
             * @description A cancellation at least this many hours before the start is refunded in full; later nothing is refunded.
             */
            refund_hours: number;
            /** @description The region used for discovery. */
            region: null | string;
            /**
             * Format: int32
             * @description The number of confirmed seats.
             */
            registration_count: number;
            /**
             * Format: int32
             * @description The number of free seats, with unpaid holds counted as taken; null: no limit.
             */
            spots_remaining: number | null;
            /**
             * Format: date-time
             * @description When it begins.
             */
            start_datetime: string;
            /** @description draft, published or cancelled. */
            status: string;
            /** @description IANA name of the zone that it is announced in. */
            time_zone: string;
            /** @description The origin of the zone: given, organizer (the last one they gave), country (it has one clock), or utc. */
            time_zone_source: string;
            /** @description public or private. */
            visibility: string;
        };
        /** @description An invitation, as the organizer sees it. */
        EventsInvitationView: {
            /**
             * Format: date-time
             * @description When it was sent.
             */
            created_at: string;
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The invitation's id.
             */
            id: string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /**
             * Format: uuid
             * @description The invited user.
             */
            user_id: string;
            /** @description The handle. */
            username: null | string;
        };
        /** @description A page of a catalogue. */
        EventsPageOfInvitationView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["EventsInvitationView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        EvidenceFileView: {
            /** @description Its alternative text in this version of the message; null: none. */
            alt: null | string;
            /**
             * Format: int64
             * @description Its length in bytes.
             */
            byte_count: number;
            /** @description Its media type. */
            content_type: string;
            /** @description Its name. */
            name: string;
            /** @description The address at which moderators load it, even after the message was deleted. */
            url: string;
        };
        /** @description A message or thread at the time when it was copied. */
        EvidenceView: {
            /**
             * Format: uuid
             * @description The author.
             */
            author_id: string;
            /** @description Markdown as it was written; for a thread the title, a blank line, and the opening text. */
            content: string;
            /**
             * Format: date-time
             * @description When it was written.
             */
            created_at: string;
            /** @description The attachments, only of the reported message. */
            files: components["schemas"]["EvidenceFileView"][];
            /** @description Not reported, but near the reported message; present only if the reporter could read it. */
            is_context: boolean;
            /**
             * Format: uuid
             * @description The message; of a thread, the thread.
             */
            message_id: string;
            /**
             * Format: date-time
             * @description When it was copied.
             */
            taken_at: string;
            /**
             * Format: int64
             * @description Rises with every change. If a message was changed, each copied version is in the list.
             */
            version: number;
        };
        ExportedAccount: {
            /** Format: date-time */
            email_verified_at: null | string;
            has_password: boolean;
            /** Format: date-time */
            phone_verified_at: null | string;
            referral_code: string;
            /** Format: uuid */
            referred_by: null | string;
            /** Format: date-time */
            suspended_at: null | string;
            /** Format: date-time */
            suspended_until: null | string;
            suspension_reason: null | string;
            /** Format: int64 */
            version: number;
        };
        ExportedAddress: {
            /** Format: date-time */
            seen_at: string;
        };
        ExportedApiToken: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            last_used_at: null | string;
            name: string;
            prefix: string;
            scopes: string[];
        };
        ExportedAuditEntry: {
            action: string;
            /** Format: uuid */
            actor_id: null | string;
            details: components["schemas"]["JsonElement"];
            /** Format: date-time */
            occurred_at: string;
            /** Format: uuid */
            user_id: null | string;
        };
        ExportedAuthenticator: {
            /**
             * Format: date-time
             * @description When its first code was right; null: it is being set up.
             */
            confirmed_at: null | string;
            /** Format: date-time */
            created_at: string;
        };
        ExportedBot: {
            bio: null | string;
            /** Format: date-time */
            created_at: string;
            full_name: null | string;
            /** Format: uuid */
            id: string;
            username: string;
        };
        ExportedContactChange: {
            channel: string;
            /** Format: date-time */
            confirmed_at: null | string;
            new_value: string;
            old_value: null | string;
            /** Format: date-time */
            requested_at: string;
            /** Format: date-time */
            undone_at: null | string;
        };
        ExportedConversion: {
            /** Format: date-time */
            converted_at: string;
            counts: boolean;
            /** Format: int64 */
            credits_earned: number;
            /** Format: uuid */
            referral_id: string;
            /** Format: uuid */
            referred_id: null | string;
            /** Format: uuid */
            referrer_id: string;
        };
        ExportedLogin: {
            /** Format: date-time */
            created_at: string;
            provider: string;
            subject: string;
        };
        ExportedPasskey: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            last_used_at: null | string;
            name: string;
            transports: string[];
        };
        ExportedPerson: {
            account: components["schemas"]["ExportedAccount"];
            /** @description API tokens, without the tokens themselves. */
            api_tokens: components["schemas"]["ExportedApiToken"][];
            /** @description The user's own actions, and those of others on the account, without the id of these others. Actions on the user in another service are in the part of that service, as far as the user may know of them. */
            audit: components["schemas"]["ExportedAuditEntry"][];
            /** @description The authenticator app, without its secret. */
            authenticators: components["schemas"]["ExportedAuthenticator"][];
            /** @description The user's bots. */
            bots: components["schemas"]["ExportedBot"][];
            /** @description Changes of the mail address and phone number of the last 30 days. */
            contact_changes: components["schemas"]["ExportedContactChange"][];
            /**
             * Format: date-time
             * @description When this was read.
             */
            exported_at: string;
            /** @description Accounts at identity providers. */
            external_logins: components["schemas"]["ExportedLogin"][];
            /** @description Network addresses from which the user has logged in, stored as hashes. */
            known_addresses: components["schemas"]["ExportedAddress"][];
            /** @description Devices on which the user has logged in; their tokens are stored as hashes. */
            known_devices: components["schemas"]["ExportedAddress"][];
            /** @description Services that did not answer. */
            missing: string[];
            /** @description Links and codes sent within a day or still valid. */
            one_time_tokens: components["schemas"]["ExportedToken"][];
            /** @description Passkeys, without their keys. */
            passkeys: components["schemas"]["ExportedPasskey"][];
            /** @description Conversions of users whom the user referred, and the user's own conversion. */
            referrals: components["schemas"]["ExportedConversion"][];
            /** @description Data of each other service, by the service's name. */
            services: Record<string, never>;
            /** @description Logins, also ended ones of the last 30 days. */
            sessions: components["schemas"]["ExportedSession"][];
            /** @description Logins of the last 90 days, successful and failed. */
            sign_ins: components["schemas"]["SignInView"][];
            user: components["schemas"]["UserView"];
            /** @description The position on the product's waitlist. */
            waitlist: components["schemas"]["ExportedWaitlistEntry"][];
        };
        ExportedSession: {
            /** Format: date-time */
            created_at: string;
            end_reason: null | string;
            /** Format: date-time */
            ended_at: null | string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            ip_address: null | string;
            /** Format: date-time */
            last_used_at: string;
            user_agent: null | string;
        };
        ExportedToken: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            purpose: string;
            target: string;
        };
        ExportedWaitlistEntry: {
            /** Format: date-time */
            confirmation_sent_at: null | string;
            email: string;
            source: null | string;
            /** Format: date-time */
            subscribed_at: string;
        };
        ExternalLoginList: {
            /** @description The linked providers. */
            items: components["schemas"]["ExternalLoginView"][];
        };
        ExternalLoginView: {
            /**
             * Format: date-time
             * @description When it was linked.
             */
            created_at: string;
            /** @description The provider's name. */
            provider: string;
        };
        ExternalSignInRequest: {
            /** @description The device_token of an earlier login on this device, if the device still has it. */
            device_token?: null | string;
            /** @description The provider's signed token. */
            id_token: string;
            /** @description The nonce sent to the provider; the token must carry it. */
            nonce?: null | string;
            /** @description The referral code of another user; counts for a new account. */
            referral_code?: null | string;
        };
        /** @description A reason for which a field is refused. */
        Fault: {
            code: components["schemas"]["FaultCode"];
            /** @description Its path in the body (tags[3]), or its parameter's name. */
            field: string;
            /**
             * Format: double
             * @description The greatest accepted number, length, count or days, if there is one.
             */
            max?: number;
            /** @description Continues the field's name: "must be …". */
            message: string;
            /**
             * Format: double
             * @description The least accepted number, length or count, if there is one.
             */
            min?: number;
            /**
             * Format: double
             * @description The number of which the value must be a multiple, if there is one.
             */
            step?: number;
        };
        /**
         * @description The kind of a fault: docs/errors.md explains each. New codes are added: show the message of one that you do not know.
         * @enum {string}
         */
        FaultCode: "before_start" | "blank" | "breached_password" | "common_password" | "does_not_exist" | "duplicate" | "forbidden_characters" | "in_past" | "incomplete" | "infected_file" | "invalid_color" | "invalid_country" | "invalid_currency" | "invalid_cursor" | "invalid_digits" | "invalid_email" | "invalid_emoji" | "invalid_format" | "invalid_phone" | "invalid_time" | "invalid_time_zone" | "invalid_url" | "invalid_username" | "not_a_multiple" | "not_a_number" | "not_an_option" | "not_applicable" | "not_one_line" | "only_one" | "own_name" | "read_only" | "required" | "reserved" | "spaces_at_ends" | "too_few" | "too_large" | "too_late" | "too_long" | "too_many" | "too_short" | "too_small" | "unknown_field" | "unusable_picture" | "wrong_type";
        /** @description A follower of a user, or a user whom they follow. */
        FollowView: {
            /**
             * Format: date-time
             * @description When the follow began.
             */
            since: string;
            user: components["schemas"]["PersonSummary"];
        };
        ForgotPasswordAnswer: {
            /** @description A sentence for people. */
            message: string;
        };
        ForgotPasswordRequest: {
            /** @description The same as identifier, under another name. */
            email?: null | string;
            /** @description Username, mail address or phone number. */
            identifier?: null | string;
        };
        /** @description A result of a search. */
        FoundItem: {
            /** @description Where the client shows it. */
            action_link: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description person, community, event or course. */
            kind: string;
            /**
             * Format: double
             * @description How well it matches, 0 to 1; comparable within one search only.
             */
            score: number;
            /** @description A few words about it; may be empty. */
            summary: string;
            /** @description Its name. */
            title: string;
        };
        /** Format: binary */
        IFormFile: string;
        /** @description A server by which devices find each other, as WebRTC's RTCIceServer has it. */
        IceServer: {
            /** @description For TURN. */
            credential: null | string;
            /** @description Its addresses. */
            urls: string[];
            /** @description For TURN. */
            username: null | string;
        };
        /** @description The servers by which devices find each other, as WebRTC's RTCConfiguration has it. */
        IceServersView: {
            /** @description If empty, devices find each other in one network only. */
            ice_servers: components["schemas"]["IceServer"][];
        };
        /** @description An invitation, as owners and moderators see it. */
        InvitationView: {
            /**
             * Format: date-time
             * @description When it was sent.
             */
            created_at: string;
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The invitation's id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The user who sent it.
             */
            invited_by: string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /**
             * Format: uuid
             * @description The invited user.
             */
            user_id: string;
            /** @description The handle. */
            username: string;
        };
        InviteRequest: {
            /** @description The users to invite: 1 to 100. */
            user_ids: string[];
        };
        /** @description A request to join, as owners and moderators see it. */
        JoinRequestView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The request's id.
             */
            id: string;
            person: components["schemas"]["PersonSummary"];
            /** @description pending, accepted, declined or withdrawn. */
            status: string;
            /**
             * Format: uuid
             * @description The user who asks.
             */
            user_id: string;
        };
        JoinWaitlistRequest: {
            /** @description The address to which the confirmation is mailed. */
            email: string;
            /** @description Where you heard of us. */
            source?: null | string;
        };
        JoinedWaitlist: {
            /** @description A sentence for people. */
            message: string;
        };
        JsonElement: unknown;
        /** @description A public signing key in the form of a key set (RFC 7517, RFC 7518 section 6.2), as identity publishes it. */
        JsonWebKey: {
            /** @description Algorithm: ES256. */
            alg?: string;
            /** @description Curve: P-256. */
            crv?: string;
            kid: string;
            /** @description Key type: elliptic curve. */
            kty?: string;
            /** @description Use: signatures. */
            use?: string;
            x: string;
            y: string;
        };
        /** @description A key set (RFC 7517 section 5), as /.well-known/jwks.json answers it. */
        JsonWebKeySet: {
            keys: components["schemas"]["JsonWebKey"][];
        };
        /**
         * @description The kind of a community.
         * @enum {string}
         */
        KindChoice: "circle" | "community" | "group";
        LiftRequest: {
            kind: components["schemas"]["Liftable"];
            /** @description The reason, for other moderators; at most 2000 characters. */
            note: string;
        };
        /** @enum {string} */
        Liftable: "mute" | "suspension";
        LinkRequest: {
            /** @description The provider's signed token. */
            id_token: string;
            /** @description The nonce sent to the provider; the token must carry it. */
            nonce?: null | string;
            /** @description The provider's name in the configuration. */
            provider: string;
        };
        /** @description A link, as owners and moderators see it. */
        LinkView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Its maker.
             */
            created_by: string;
            /**
             * Format: date-time
             * @description When it ends; null: when it is revoked.
             */
            expires_at: null | string;
            /**
             * Format: uuid
             * @description The link's id.
             */
            id: string;
            /**
             * Format: int32
             * @description How many users may join or ask by it; null: any number.
             */
            max_uses: number | null;
            /** @description join or request. */
            mode: string;
            /**
             * Format: int32
             * @description How many users joined or asked by it.
             */
            uses: number;
        };
        /** @description The target of a link. */
        LinkedCommunityView: {
            community: components["schemas"]["CommunityCard"];
            /**
             * Format: date-time
             * @description When the link ends; null: when it is revoked.
             */
            expires_at: null | string;
            /** @description join: following it joins; request: it asks. */
            mode: string;
        };
        LoginProviderList: {
            /** @description The providers. */
            items: components["schemas"]["LoginProviderView"][];
        };
        LoginProviderView: {
            /** @description Its name for people. */
            display_name: string;
            /** @description The provider's name in the configuration. */
            name: string;
        };
        LoginRequest: {
            /** @description The device_token of an earlier login on this device, if the device still has it. */
            device_token?: null | string;
            /** @description The mail address, instead of identifier. */
            email?: null | string;
            /** @description Username, mail address or phone number. */
            identifier: null | string;
            /** @description The password. */
            password: string;
            /** @description The phone number, instead of identifier. */
            phone?: null | string;
            /** @description The username, instead of identifier. */
            username?: null | string;
        };
        LostFactorRequest: {
            /** @description How the owner was recognised, for the audit log. */
            reason: string;
        };
        /** @description The notifications to mark as read: exactly one of the three. */
        MarkNotificationsRead: {
            /**
             * @description All of them.
             * @default false
             */
            all?: boolean;
            /** @description These, 1 to 100. */
            ids?: string[] | null;
            /**
             * Format: date-time
             * @description All that last happened up to this time.
             */
            up_to?: null | string;
        };
        /** @description A position in a channel up to which it is read. */
        MarkRead: {
            /**
             * Format: int64
             * @description A message's number; null: to the end.
             */
            seq?: number | null;
        };
        /** @description A member in a community's list. */
        MemberView: {
            /** @description The name shown. */
            full_name: null | string;
            /** @description One of the ten badges. */
            identity_badge: null | string;
            /** @description Whether a program acts in this account, and not a person. */
            is_bot: boolean;
            /**
             * Format: date-time
             * @description When the membership began.
             */
            joined_at: string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description owner, moderator or member. */
            role: string;
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
            /** @description The handle. */
            username: string;
        };
        /** @description The caller's own membership. */
        MembershipView: {
            /**
             * Format: uuid
             * @description The community.
             */
            community_id: string;
            /**
             * Format: uuid
             * @description The membership's id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            joined_at: string;
            /** @description owner, moderator or member. */
            role: string;
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
        };
        /** @description A person mentioned in a message. */
        MentionView: {
            /**
             * Format: uuid
             * @description The person's id.
             */
            user_id: string;
            /** @description The person's present username. */
            username: string;
        };
        /** @description A message that was found. */
        MessageHitView: {
            channel: null | components["schemas"]["ChannelSummaryView"];
            /** @description The matching piece of it: HTML that is safe to show, with no elements but mark. */
            highlight: string;
            message: components["schemas"]["MessageView"];
        };
        /** @description A piece of a channel, in the order of the numbers. */
        MessagePage: {
            /** @description The messages. */
            items: components["schemas"]["MessageView"][];
            /**
             * Format: int64
             * @description The number of the channel's last message.
             */
            last_seq: number | null;
            /** @description The before_seq (or after_seq, if the request had one) of the next part; null at the end. */
            next_cursor: null | string;
        };
        /** @description A message as its readers see it. */
        MessageView: {
            /** @description Files. */
            attachments: components["schemas"]["AttachmentView"][];
            author: null | components["schemas"]["AuthorView"];
            /**
             * Format: uuid
             * @description The author's id.
             */
            author_id: string;
            /**
             * Format: uuid
             * @description Where it was written.
             */
            channel_id: string;
            /** @description The id that the author's client gave it. */
            client_id: null | string;
            /** @description Markdown, as it was written; empty once deleted. */
            content: string;
            /** @description The same as HTML that is safe to show. */
            content_html: string;
            /**
             * Format: date-time
             * @description When it was written.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            edited_at: null | string;
            /**
             * Format: uuid
             * @description The message's id.
             */
            id: string;
            /** @description Whether only its number is left. */
            is_deleted: boolean;
            /** @description Whether it was changed. */
            is_edited: boolean;
            /** @description The people mentioned in it. */
            mentions: components["schemas"]["MentionView"][];
            /** @description held: held back by a rule until moderators have decided; to others it looks deleted. removed: by moderators; only they see it. Null: neither. */
            moderation?: null | string;
            quote?: null | components["schemas"]["QuoteView"];
            /** @description How readers reacted, the first emoji first. */
            reactions: components["schemas"]["ReactionView"][];
            /**
             * Format: uuid
             * @description The message that is answered.
             */
            reply_to: null | string;
            /**
             * Format: int64
             * @description Its number in the channel, from 1 without holes: a hole means that something was missed.
             */
            seq: number;
        };
        /** @description Changes of a module. */
        ModuleChanges: {
            /** @description Markdown, at most 50,000 characters. */
            content?: string;
            /**
             * Format: int32
             * @description How many minutes it takes, 1 to 600.
             */
            duration_minutes?: number;
            /** @description All questions, which replace the former ones, at most 20; null: none. */
            quiz?: components["schemas"]["QuestionDraft"][];
            /** @description Its title. */
            title?: string;
            /**
             * Format: int64
             * @description The course's version that was changed: if there is another by now, nothing changes and the answer is 409.
             */
            version?: number;
            /**
             * Format: uri
             * @description A video; null: none.
             */
            video_url?: null | string;
        };
        /** @description A new module. */
        ModuleDraft: {
            /** @description Markdown, at most 50,000 characters. */
            content: string;
            /**
             * Format: int32
             * @description How many minutes it takes, 1 to 600.
             */
            duration_minutes: number;
            /** @description Questions, at most 20. */
            quiz?: components["schemas"]["QuestionDraft"][] | null;
            /** @description Its title. */
            title: string;
            /**
             * Format: uri
             * @description A video.
             */
            video_url?: null | string;
        };
        /** @description The order of a course's modules. */
        ModuleOrder: {
            /** @description All of them, each once. */
            module_ids: string[];
            /**
             * Format: int64
             * @description The course's version that was changed: if there is another by now, nothing changes and the answer is 409.
             */
            version?: number | null;
        };
        /** @description A module as its authors see it. */
        ModuleSource: {
            /** @description Markdown. */
            content: string;
            /**
             * Format: int32
             * @description How many minutes it takes.
             */
            duration_minutes: number;
            /**
             * Format: uuid
             * @description The module's id.
             */
            module_id: string;
            /** @description The questions with their answers. */
            quiz: components["schemas"]["QuestionDraft"][];
            /** @description Its title. */
            title: string;
            /** @description A video. */
            video_url: null | string;
        };
        /** @description A module. Only owners of the course get its content; the first module is a free preview. */
        ModuleView: {
            /** @description Markdown; null: not for the caller. */
            content: null | string;
            /** @description The content as safe HTML. */
            content_html: null | string;
            /**
             * Format: int32
             * @description How many minutes it takes.
             */
            duration_minutes: number;
            /** @description Whether the caller has completed it. */
            is_completed: boolean;
            /** @description Whether all users may read it. */
            is_preview: boolean;
            /**
             * Format: uuid
             * @description The module's id.
             */
            module_id: string;
            /** @description The questions, without the answers; null: not for the caller. */
            quiz: components["schemas"]["QuestionView"][] | null;
            /**
             * Format: int32
             * @description The caller's most right answers so far; null: not answered yet.
             */
            quiz_best: number | null;
            /** @description Its title. */
            title: string;
            /**
             * Format: int32
             * @description How many questions it has.
             */
            total_questions: number;
            /** @description A video; null: none, or not for the caller. */
            video_url: null | string;
        };
        /** @description A day's mood. */
        MoodDay: {
            /**
             * Format: int32
             * @description The number of check-ins.
             */
            check_ins: number;
            /**
             * Format: date
             * @description The caller's own date.
             */
            day: string;
            /**
             * Format: double
             * @description The average, 1 to 5.
             */
            mood: number;
        };
        /** @description Moods by day. */
        MoodDays: {
            /** @description The days with a check-in, the oldest first. */
            items: components["schemas"]["MoodDay"][];
        };
        /** @description A connection; it has no direction. */
        NetworkEdge: {
            /**
             * Format: uuid
             * @description One of the two.
             */
            one: string;
            /**
             * Format: uuid
             * @description The other.
             */
            other: string;
        };
        /** @description The connections around the caller, to draw. */
        NetworkGraph: {
            /** @description The connections among them, each once. */
            edges: components["schemas"]["NetworkEdge"][];
            /** @description The caller first, then the closest and most connected users. */
            nodes: components["schemas"]["NetworkNode"][];
        };
        /** @description A user in the graph. */
        NetworkNode: {
            /**
             * Format: int32
             * @description The number of the user's connections, shown here or not, without users whom the caller does not see.
             */
            degree: number;
            /**
             * Format: int32
             * @description The number of steps from the caller: 0, 1 or 2.
             */
            distance: number;
            person: components["schemas"]["PersonSummary"];
        };
        NewApiToken: {
            api_token: components["schemas"]["ApiTokenView"];
            /** @description The token, shown only once. */
            token: string;
        };
        /** @description A mood check-in to record. */
        NewCheckIn: {
            /**
             * Format: int32
             * @description 1 (low) to 5 (high).
             */
            mood: number | null;
            /** @description A private note: up to 1,000 characters. */
            note?: null | string;
            /** @description Up to five words for the mood. */
            words?: string[] | null;
        };
        /** @description A link that was just made. */
        NewLinkView: {
            /** @description The code to give to users; shown only here. */
            code: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends; null: when it is revoked.
             */
            expires_at: null | string;
            /**
             * Format: uuid
             * @description The link's id.
             */
            id: string;
            /**
             * Format: int32
             * @description How many users may join or ask by it; null: any number.
             */
            max_uses: number | null;
            /** @description join or request. */
            mode: string;
            /** @description The address with the code, relative to the gateway. */
            url: string;
        };
        NewPasskeyRequest: {
            /**
             * Format: uuid
             * @description The ceremony_id of the options.
             */
            ceremony_id: string;
            credential: components["schemas"]["JsonElement"];
            /** @description The user's name for it, such as the device. */
            name: string;
        };
        /** @description A new automatic rule. */
        NewRule: {
            action: components["schemas"]["RuleAction"];
            /** @description The types to which it applies: of user, community, thread, message, event. */
            content_types: ("community" | "event" | "message" | "photo" | "thread" | "user")[];
            /**
             * Format: int32
             * @description For rate: the number that is allowed, at most 1000.
             */
            count?: number | null;
            /** @description For links: at most 1000 hosts, each with its subdomains. */
            hosts?: string[] | null;
            /**
             * Format: int32
             * @description For new_account: how many hours an account is new, at most 720. For links: the same, for any link.
             */
            hours?: number | null;
            /**
             * @description Whether it applies at once.
             * @default true
             */
            is_enabled?: boolean;
            kind: components["schemas"]["RuleKind"];
            /**
             * Format: int32
             * @description For rate: the time in minutes, at most 1440.
             */
            minutes?: number | null;
            /** @description The name that moderators read in a case; at most 100 characters. */
            name: string;
            reason?: components["schemas"]["ReportReason"];
            /** @description For words: at most 1000 words or phrases of at most 100 characters. */
            words?: string[] | null;
        };
        /** @description The new text of a message. */
        NewText: {
            /** @description Plain text, 1 to 4,000 characters. */
            content: string;
        };
        /** @description A new thread. */
        NewThread: {
            /** @description Its opening text: Markdown of at most 20,000 characters. */
            content?: null | string;
            /** @description At most 10 words of at most 50 characters to find it by. */
            tags?: string[] | null;
            /** @description One line of 1 to 200 characters. */
            title: string;
        };
        /** @description A webhook with its secret. */
        NewWebhook: {
            /** @description Signs the deliveries; shown only once. */
            secret: string;
            webhook: components["schemas"]["WebhookView"];
        };
        /** @description A reward to come. */
        NextRewardView: {
            /**
             * Format: int32
             * @description The number of conversions that brings it.
             */
            conversions: number;
            /**
             * Format: int32
             * @description How many are missing.
             */
            missing: number;
            /**
             * Format: int32
             * @description For how many months; null: for life.
             */
            months: number | null;
            /** @description The plan. */
            plan: string;
        };
        /** @description A notification of the caller. */
        NotificationView: {
            actor: null | components["schemas"]["AuthorView"];
            /**
             * Format: uuid
             * @description The last actor; null: no user in particular.
             */
            actor_id: null | string;
            /**
             * Format: int32
             * @description How often it happened since the caller last read it.
             */
            count: number;
            /**
             * Format: date-time
             * @description When it first happened.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The notification's id.
             */
            id: string;
            /** @description connection_request, connection_accepted, follow, message, mention, reply, missed_call, rsvp, waitlist, invitation, payment, moderation, course, badge, join_request, join_answer, opportunity, role, webhook or announcement. */
            kind: string;
            /** @description The path of the web client that shows it. */
            link: string;
            /**
             * Format: date-time
             * @description When the caller read it; null: not yet.
             */
            read_at: null | string;
            target: components["schemas"]["TargetView"];
            /** @description A sentence. */
            text: string;
            /** @description A few words. */
            title: string;
            /**
             * Format: date-time
             * @description When it last happened: the order of the list.
             */
            updated_at: string;
        };
        OpenIdConfiguration: {
            /** @description The claims of an access token. */
            claims_supported: string[];
            /** @description How tokens are signed. */
            id_token_signing_alg_values_supported: string[];
            /** @description The iss of every token. */
            issuer: string;
            /** @description The key set. */
            jwks_uri: string;
            /** @description None: there is no authorization endpoint. */
            response_types_supported: string[];
            /** @description The address at which a session is ended. */
            revocation_endpoint: string;
            /** @description public: a user has the same id for all parties. */
            subject_types_supported: string[];
            /** @description The address at which a refresh token is exchanged. */
            token_endpoint: string;
            /** @description The caller's account. */
            userinfo_endpoint: string;
        };
        /** @description An order to pay. */
        OpenOrderView: {
            /**
             * Format: int64
             * @description Minor units of the currency.
             */
            amount_cents: number;
            /** @description ISO 4217. */
            currency: string;
            /**
             * Format: date-time
             * @description When the offer ends.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The order.
             */
            order_id: string;
            /**
             * Format: int64
             * @description The price in credits, if they are accepted.
             */
            price_credits: number | null;
        };
        /** @description An opportunity. */
        OpportunityView: {
            /** @description A path of the web client. */
            action_link: string;
            /** @description The text of a button. */
            action_text: string;
            /**
             * Format: date-time
             * @description When it was pointed out, in UTC.
             */
            created_at: string;
            /** @description With the reason. */
            description: string;
            /**
             * Format: date-time
             * @description When it will be over, in UTC.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description high, medium or low. */
            priority: string;
            /** @description Whether it was read. */
            read: boolean;
            /** @description In a few words. */
            title: string;
            /** @description opportunity: to take part in; connection: a person to meet; insight: about the caller's own path; boost: one step is missing. */
            type: string;
        };
        /** @description An order as its buyer sees it. */
        OrderView: {
            /**
             * Format: int64
             * @description In the currency's smallest unit; 0: payable with credits only.
             */
            amount_cents: number;
            /**
             * Format: date-time
             * @description When it was opened.
             */
            created_at: string;
            /** @description ISO 4217. */
            currency: string;
            /** @description The goods, in words. */
            description: string;
            /**
             * Format: date-time
             * @description Until when it can be paid.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The order's id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was paid.
             */
            paid_at: null | string;
            /** @description The ways in which the order can be paid while it is open: card, alipay, wechat_pay and credits, as its amount and currency allow. */
            payment_methods: string[];
            /** @description Its payments and attempts, the oldest first. */
            payments: components["schemas"]["PaymentView"][];
            /**
             * Format: int64
             * @description The price in credits; null: not payable with credits.
             */
            price_credits: number | null;
            /** @description The kind of goods. */
            purpose: string;
            /**
             * Format: uuid
             * @description The seller's own id of the goods.
             */
            reference_id: string;
            /**
             * Format: int64
             * @description The amount that has gone back, in the unit of the payment.
             */
            refunded_amount: number;
            /**
             * Format: date-time
             * @description When money or credits last went back.
             */
            refunded_at: null | string;
            /** @description Its refunds: finished, on their way, or failed; the oldest first. */
            refunds: components["schemas"]["RefundView"][];
            /** @description open, paid, fulfilled, expired, withdrawn, refunded, partially_refunded or refund_failed (the bank sent the refund back: it is still owed to the buyer). */
            status: string;
        };
        OrganizerTokens: {
            /** @description A token with the new role, for the same session. */
            access_token: string;
            /**
             * Format: int32
             * @description Seconds until the access token expires.
             * @default 900
             */
            expires_in?: number;
            /**
             * @description Always Bearer.
             * @default Bearer
             */
            token_type?: string;
            user: components["schemas"]["UserView"];
        };
        /** @description The organizer of an event. */
        OrganizerView: {
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description The handle. */
            username: string;
        };
        /** @description The caller's own appeal. */
        OwnAppealView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The decision.
             */
            decision_id: string;
            /** @description open, granted or denied. */
            status: string;
        };
        /** @description A decision, for the user concerned. */
        OwnDecisionView: {
            /** @description open, granted or denied, if the caller appealed. */
            appeal_status: null | string;
            /**
             * Format: uuid
             * @description The content that it is about.
             */
            content_id: string;
            /** @description user, community, thread, message, event or photo. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            created_at: string;
            /** @description remove, warn, mute or suspend. */
            decision: string;
            /**
             * Format: uuid
             * @description The decision's id, for an appeal.
             */
            id: string;
            /**
             * Format: date-time
             * @description When the sanction was lifted before its end.
             */
            lifted_at: null | string;
            reason: components["schemas"]["ReportReason"];
            /** @description Whether the content was removed. */
            removes_content: boolean;
            /**
             * Format: date-time
             * @description When the sanction ends by itself; null: it has no end, or there is none.
             */
            until: null | string;
        };
        /** @description An invitation to the caller. */
        OwnInvitationView: {
            community: components["schemas"]["CommunityCard"];
            /**
             * Format: date-time
             * @description When it was sent.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The invitation's id.
             */
            id: string;
            invited_by: components["schemas"]["PersonSummary"];
        };
        /** @description The caller's own profile. */
        OwnProfileView: {
            analysis: null | components["schemas"]["AnalysisView"];
            /** @description Honours. */
            awards: components["schemas"]["Award"][];
            /** @description The caller's certifications. */
            certifications: components["schemas"]["Certification"][];
            /** @description The caller's projects. */
            projects: components["schemas"]["Project"][];
            /** @description The caller's skills. */
            skills: string[];
            /**
             * Format: date-time
             * @description When it last changed; null: nothing was entered yet.
             */
            updated_at: null | string;
            /**
             * Format: uuid
             * @description The caller.
             */
            user_id: string;
        };
        /** @description The caller's own request to join. */
        OwnRequestView: {
            /**
             * Format: date-time
             * @description When it was answered, or withdrawn.
             */
            answered_at: null | string;
            /**
             * Format: uuid
             * @description The community.
             */
            community_id: string;
            /** @description Its name. */
            community_name: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The request's id.
             */
            id: string;
            /** @description pending, accepted, declined or withdrawn. */
            status: string;
            /**
             * Format: uuid
             * @description The user who asks.
             */
            user_id: string;
        };
        /** @description A page of a catalogue. */
        PageOfAnnouncementView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["AnnouncementView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfAppealView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["AppealView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfAttendeeView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["AttendeeView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfAuditView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["AuditView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfBanView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["BanView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfCaseView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["CaseView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfCommunityView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["CommunityView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfCourseSummary: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["CourseSummary"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfEventView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["EventView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfInvitationView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["InvitationView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfJoinRequestView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["JoinRequestView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfLinkView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["LinkView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfMemberView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["MemberView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfOwnInvitationView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["OwnInvitationView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfOwnRequestView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["OwnRequestView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfPersonSummary: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["PersonSummary"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfPersonView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["PersonView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfReportView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["ReportView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfRuleView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["RuleView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfStaffView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["StaffView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfThreadView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["ThreadView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description A page of a catalogue. */
        PageOfUserView: {
            /** @description The page's items; empty beyond the last page. */
            items: components["schemas"]["UserView"][];
            /** @description Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers. */
            next_cursor?: null | string;
            /**
             * Format: int32
             * @description This page's number, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description The number of pages; 0 if there are no items.
             */
            pages: number;
            /**
             * Format: int64
             * @description The number of items on all pages.
             */
            total: number;
        };
        /** @description How an operator paid a refund that the buyer's bank did not take. */
        PaidOutRequest: {
            /** @description The bank transfer or other payment, for the record. */
            note: string;
        };
        /** @description A participant of a call. */
        ParticipantView: {
            /**
             * Format: uuid
             * @description The address for signals to the person; null: not in the call. A new one after every call_joined.
             */
            device_id: null | string;
            /** @description Whether the person reports to be muted. */
            is_muted: boolean;
            /** @description Whether the person reports to send video. */
            is_video: boolean;
            /**
             * Format: date-time
             * @description When the person first joined; null: not yet, or never.
             */
            joined_at: null | string;
            /** @description ringing, joined or away (the connection is gone, and may come back); or how it ended for the person, in the words of end_reason. */
            state: string;
            user: null | components["schemas"]["AuthorView"];
            /**
             * Format: uuid
             * @description The user's id.
             */
            user_id: string;
        };
        PasskeyAnswer: {
            /**
             * Format: uuid
             * @description The ceremony_id of the options.
             */
            ceremony_id: string;
            credential: components["schemas"]["JsonElement"];
        };
        PasskeyList: {
            /** @description The passkeys. */
            items: components["schemas"]["PasskeyView"][];
        };
        PasskeyLoginRequest: {
            /**
             * Format: uuid
             * @description The ceremony_id of the options.
             */
            ceremony_id: string;
            credential: components["schemas"]["JsonElement"];
            /** @description The device_token of an earlier login on this device, if the device still has it. */
            device_token?: null | string;
        };
        PasskeyOptions: {
            /**
             * Format: uuid
             * @description Names the challenge; send it back with the answer.
             */
            ceremony_id: string;
            options: components["schemas"]["JsonElement"];
        };
        PasskeyView: {
            /**
             * Format: date-time
             * @description When it was added.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The passkey's id.
             */
            id: string;
            /** @description Whether its provider keeps a copy, so that it outlives the device. */
            is_backed_up: boolean;
            /**
             * Format: date-time
             * @description When it was last used.
             */
            last_used_at: null | string;
            /** @description The user's name for it. */
            name: string;
        };
        /** @description The chain of connections between the caller and another user. */
        PathView: {
            /** @description False: no chain was found within the number of connections that one answer reads, but one may exist. Otherwise true. */
            is_complete: boolean;
            /**
             * Format: int32
             * @description The number of steps from one to the other, 0 to 6; null: no chain was found.
             */
            length: number | null;
            /** @description The caller, the users between, and the other; empty if no chain was found. */
            people: components["schemas"]["PersonSummary"][];
        };
        /** @description A payment, or an attempt at one. */
        PaymentView: {
            /**
             * Format: int64
             * @description In the currency's smallest unit.
             */
            amount_cents: number;
            /** @description The page where it can be paid, while it is pending. */
            checkout_url: null | string;
            /**
             * Format: date-time
             * @description When it was begun.
             */
            created_at: string;
            /** @description ISO 4217, or credits. */
            currency: string;
            /** @description Why the last try failed. */
            failure_code: null | string;
            /**
             * Format: uuid
             * @description The payment's id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The order that it pays.
             */
            order_id: string;
            /** @description card, alipay, wechat_pay or credits. */
            payment_method: string;
            /**
             * Format: int64
             * @description The amount that has gone back.
             */
            refunded_amount: number;
            /** @description pending, succeeded, failed, closed (the page was replaced or has expired; nothing was charged), refunded, partially_refunded or disputed. */
            status: string;
            /**
             * Format: date-time
             * @description When it arrived.
             */
            succeeded_at: null | string;
        };
        /** @description The other person of a conversation. If the person cannot be written to (any more), only the id is given. */
        PeerView: {
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /**
             * @description Whether a program acts in this account, and not a person.
             * @default false
             */
            is_bot?: boolean;
            /** @description Where the picture is served, relative to the gateway. */
            picture_url: null | string;
            /** @description The handle. */
            username: null | string;
        };
        PendingContact: {
            /**
             * Format: date-time
             * @description Until when it can be proved.
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was requested.
             */
            requested_at: string;
            /** @description The new mail address or phone number. */
            value: string;
        };
        /** @description The activities of a user, the newest first, with counts. */
        PersonActivity: {
            counts: components["schemas"]["ActivityCounts"];
            /** @description The activities in order. */
            items: components["schemas"]["ActivityView"][];
            /** @description The cursor of the next page; null at the end. */
            next_cursor: null | string;
        };
        /** @description A user in a list. */
        PersonSummary: {
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /** @description One of the ten badges. */
            identity_badge: null | string;
            /** @description Whether a program acts in this account, and not a person. */
            is_bot: boolean;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description The handle. */
            username: string;
        };
        /** @description A user as others see them, with the data that they share with the caller. */
        PersonView: {
            /**
             * Format: int32
             * @description In years.
             */
            age: number | null;
            /** @description A few words about the user. */
            bio: null | string;
            /** @description The city. */
            city: null | string;
            /** @description The interests that the caller has too. */
            common_interests: string[];
            /**
             * Format: int32
             * @description The compatibility, 0 to 100: the sum of the factors' points.
             */
            compatibility_score: number;
            /**
             * Format: date-time
             * @description When the account was created.
             */
            created_at: string;
            /** @description The factors of the score. */
            factors: components["schemas"]["CompatibilityFactor"][];
            /** @description The name shown. */
            full_name: null | string;
            /** @description In the user's own words. */
            gender: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /** @description One of the ten badges. */
            identity_badge: null | string;
            /** @description In lower case. */
            interests: string[];
            /** @description Shown first because the user boosted their profile. */
            is_boosted: boolean;
            /** @description Free text. */
            location: null | string;
            /**
             * Format: int32
             * @description The number of mutual connections.
             */
            mutual_connections: number;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description The region used for discovery. */
            region: null | string;
            /** @description The handle. */
            username: string;
        };
        /** @description A picture that a user took at an event. */
        PhotoView: {
            /** @description In the uploader's words. */
            caption: null | string;
            /** @description image/jpeg, image/png or image/webp. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was uploaded.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /** @description The name shown. */
            full_name: null | string;
            /**
             * Format: uuid
             * @description The photo's id.
             */
            id: string;
            picture: components["schemas"]["PictureView"];
            /** @description The path of the picture, relative to the gateway. */
            url: string;
            /**
             * Format: uuid
             * @description The uploader.
             */
            user_id: string;
            /** @description The uploader's handle; null if it is not known here (yet). */
            username: null | string;
        };
        /** @description A picture, with its size, a placeholder and a description for pages. */
        PictureView: {
            /** @description The alternative text: a description by the uploader, for people who cannot see it. */
            alt: null | string;
            /**
             * Format: int32
             * @description Of the original, in pixels; null: it was uploaded before sizes were kept.
             */
            height: number | null;
            /** @description A ThumbHash in base64, to show until the picture has arrived; null: it was uploaded before placeholders were made. */
            placeholder: null | string;
            /** @description The path of the picture, relative to the gateway. w=64, 256 or 1024 in its query gives it in that width as WebP. */
            url: string;
            /**
             * Format: int32
             * @description Of the original, in pixels; null: it was uploaded before sizes were kept.
             */
            width: number | null;
        };
        /** @description A community or an event, by its name. */
        PlaceView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Its name; null: not known yet. */
            name: null | string;
        };
        /** @description A plan. */
        PlanView: {
            /**
             * Format: int64
             * @description The price of a month, in the currency's smallest unit; 0: it costs nothing.
             */
            amount_cents: number;
            /** @description ISO 4217. */
            currency: string;
            /** @description The things that it allows. */
            entitlements: string[];
            /** @description Its name. */
            name: string;
            /** @description Its code. */
            plan: string;
        };
        /** @description A message to post. */
        PostMessage: {
            /** @description Files uploaded before, at most 10; each belongs to one message. */
            attachments?: string[] | null;
            /** @description Chosen by the client, unique for each message of the author in the channel. If it is sent again, it is the same message. */
            client_id?: null | string;
            /** @description Markdown, 1 to 8,000 characters; may be empty if the message has an attachment. */
            content?: null | string;
            /**
             * Format: uuid
             * @description The message of the same channel that is answered.
             */
            reply_to?: null | string;
        };
        /** @description A user's notification preferences. */
        Preferences: {
            /**
             * @description How often a mail gathers unread notifications: none, day or week.
             * @default none
             */
            digest?: string;
            /** @description By kind. */
            kinds: {
                [key: string]: components["schemas"]["Ways"];
            };
            /** @description The language of notifications, pushes and mails: en or ar; null: that of the request if there is one, else English. */
            language?: null | string;
            quiet_hours?: null | components["schemas"]["QuietHours"];
        };
        /** @description An error (RFC 9457). Some operations add members, such as a reason that programs may rely on. */
        Problem: {
            /** @description The cause in this case, for people. */
            detail: string;
            /** @description The faults of each field, by its path in the body (tags[3]) or its parameter's name; on 400. */
            errors?: {
                [key: string]: string[];
            };
            /** @description The same faults for programs, with a code and the numbers of each; on 400. */
            faults?: components["schemas"]["Fault"][];
            /**
             * @description A word for programs, where there are several reasons. New words are added: treat one that you do not know by its status.
             * @enum {string}
             */
            reason?: "admins_only" | "age_declared" | "age_required" | "already_asked" | "already_checked_in" | "already_connected" | "already_decided" | "already_owned" | "already_paid" | "already_resolved" | "already_subscribed" | "already_used" | "already_verified" | "analysed_recently" | "answer_deleted" | "appealed_already" | "asked_too_often" | "author_unknown" | "bad_signature" | "banned" | "being_paid" | "being_sent" | "bot_account" | "bot_suspended" | "bots_do_not_begin" | "busy" | "cancelled" | "cannot_join_now" | "capacity_below_taken" | "card_declined" | "changed_meanwhile" | "circle_limit" | "client_id_taken" | "code_refused" | "community_removed" | "consent_required" | "course_has_learners" | "course_published" | "credits_only" | "daily_limit" | "declined_lately" | "email_taken" | "event_cancelled" | "event_has_registrations" | "event_not_published" | "event_over" | "event_removed" | "exceeds_payment" | "expired" | "guest" | "guest_account" | "held" | "id_token_used" | "idempotency_answer_unreadable" | "idempotency_key_in_use" | "idempotency_key_reused" | "implausible_position" | "insufficient_credits" | "invalid_api_token" | "invalid_authorization" | "invalid_challenge" | "invalid_code" | "invalid_id_token" | "invalid_idempotency_key" | "invalid_picture" | "invalid_refresh_token" | "invalid_token" | "is_organizer" | "last_administrator" | "last_login" | "last_module" | "last_owner" | "library_course" | "linked_elsewhere" | "locked" | "log_in_and_link" | "method_refused" | "muted" | "no_account" | "no_address" | "no_attendees" | "no_code" | "no_modules" | "no_password" | "no_position" | "no_quiz" | "no_rate" | "no_second_factor" | "no_such_appeal" | "no_such_attachment" | "no_such_bot" | "no_such_call" | "no_such_case" | "no_such_certificate" | "no_such_channel" | "no_such_chat" | "no_such_check_in" | "no_such_community" | "no_such_connection" | "no_such_course" | "no_such_decision" | "no_such_delivery" | "no_such_link" | "no_such_member" | "no_such_message" | "no_such_module" | "no_such_opportunity" | "no_such_person" | "no_such_picture" | "no_such_request" | "no_such_rule" | "no_such_thread" | "no_such_upload" | "no_such_webhook" | "no_web_push" | "no_webhooks" | "not_a_guest" | "not_a_member" | "not_a_moderator" | "not_allowed" | "not_an_event" | "not_failed" | "not_for_api_tokens" | "not_for_bots" | "not_for_browsers" | "not_for_credits" | "not_invited" | "not_known_yet" | "not_member" | "not_moderator" | "not_open" | "not_organizer" | "not_owned" | "not_owner" | "not_paid" | "not_pending" | "not_published" | "not_reachable" | "not_registered" | "not_renewable" | "not_staff" | "not_subscribed" | "not_the_author" | "nothing_to_lift" | "origin_not_allowed" | "other_has_too_many_connections" | "outside_geofence" | "own_account" | "own_case" | "own_decision" | "payment_overdue" | "payment_pending" | "payment_required" | "pending" | "phone_taken" | "pictures_busy" | "plan_included" | "plan_required" | "position_too_vague" | "price_not_payable" | "profile_empty" | "provider_linked" | "provider_unavailable" | "rate_limited" | "reauthentication_required" | "refunded" | "refused" | "role_too_low" | "scope_missing" | "search_too_slow" | "second_factor_required" | "second_factor_set" | "self_block" | "self_follow" | "service_unavailable" | "start_in_past" | "stopping" | "storage_full" | "suspended" | "thread_has_messages" | "too_busy" | "too_early" | "too_late" | "too_many_announcements_today" | "too_many_api_tokens" | "too_many_attachments" | "too_many_blocked" | "too_many_bots" | "too_many_bots_today" | "too_many_changes" | "too_many_check_ins" | "too_many_connections" | "too_many_conversations" | "too_many_emojis" | "too_many_failures" | "too_many_followed" | "too_many_founded" | "too_many_invitations" | "too_many_links" | "too_many_modules" | "too_many_owned" | "too_many_passkeys" | "too_many_pending_requests" | "too_many_photos" | "too_many_reports" | "too_many_requests_today" | "too_many_staff" | "too_many_steps" | "too_many_waiting" | "too_many_webhooks" | "too_young" | "unchanged" | "unknown_provider" | "unknown_ticket" | "unlimited" | "upload_offset" | "upload_quota" | "username_taken" | "verification_required" | "version_conflict" | "waitlisted" | "webhook_off" | "websocket_required" | "wrong_code" | "wrong_credentials" | "wrong_event" | "wrong_passkey" | "wrong_password";
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description Names this request in logs and traces; quote it when asking for help. */
            trace_id: string;
        };
        /** @description The fields of a profile that its user may change. */
        ProfileChanges: {
            /**
             * Format: int32
             * @description In years.
             */
            age?: number | null;
            /** @description A few words about the person. */
            bio?: null | string;
            /** @description The city used for discovery. */
            city?: null | string;
            /** @description The name shown. */
            full_name?: null | string;
            /** @description In the user's own words. */
            gender?: null | string;
            /**
             * Format: uri
             * @description A profile on github.com.
             */
            github_url?: null | string;
            /** @description One of GET /identity-badges. */
            identity_badge?: null | string;
            /** @description At most 50, each of at most 50 characters; kept in lower case, each once. */
            interests?: string[];
            /** @description Whether the profile can be read without signing in. */
            is_on_web?: boolean;
            /**
             * Format: uri
             * @description A profile on linkedin.com.
             */
            linkedin_url?: null | string;
            /** @description Free text. */
            location?: null | string;
            /** @description The region used for discovery. */
            region?: null | string;
        };
        /** @description A person's skills and achievements, by their own account. */
        ProfileFields: {
            /** @description At most 30. */
            awards: components["schemas"]["Award"][];
            /** @description At most 30. */
            certifications: components["schemas"]["Certification"][];
            /** @description At most 30. */
            projects: components["schemas"]["Project"][];
            /** @description At most 50, each of at most 60 characters. */
            skills: string[];
        };
        /** @description A person's profile as others see it. */
        ProfileView: {
            /** @description Honours. */
            awards: components["schemas"]["Award"][];
            /** @description The person's badges, the newest first; not those for check-ins, which are the person's own affair. */
            badges: components["schemas"]["EarnedBadge"][];
            /** @description The person's certifications. */
            certifications: components["schemas"]["Certification"][];
            /** @description The name shown. */
            full_name: null | string;
            /** @description The person's projects. */
            projects: components["schemas"]["Project"][];
            /** @description The person's skills. */
            skills: string[];
            /**
             * Format: uuid
             * @description The person's id.
             */
            user_id: string;
            /** @description The handle. */
            username: string;
        };
        /** @description A change of the progress in a module. */
        ProgressRequest: {
            /** @description true: completed; false: not, or not any more. */
            completed: boolean;
            /**
             * Format: uuid
             * @description The module.
             */
            module_id: string;
        };
        /** @description A user's progress in a course, counted by its present modules. */
        ProgressView: {
            /** @description The code of the certificate, with which it can be checked. */
            certificate_code: null | string;
            /**
             * Format: date-time
             * @description When the course was first completed: all modules, with their quizzes passed, at a human pace.
             */
            completed_at: null | string;
            /** @description The ids of the completed modules, in the course's order. */
            completed_modules: string[];
            /**
             * Format: uuid
             * @description The id of the first that is not completed; null: all are.
             */
            current_module: null | string;
            /**
             * Format: date-time
             * @description When there can be a certificate at the earliest: a quarter of the course's time after the caller began; null: not begun.
             */
            earliest_at: null | string;
            /** @description The missing parts for the certificate: modules to complete; quizzes to pass, with two of three answers right; time: it is given from earliest_at on, with the next request that completes a module or answers a quiz. Empty if there is one. */
            missing: string[];
            /**
             * Format: int32
             * @description 0 to 100, rounded down: 100 means all.
             */
            progress: number;
        };
        /** @description Something made or carried out. */
        Project: {
            /** @description A description, at most 1,000 characters. */
            description?: null | string;
            /**
             * Format: date
             * @description When it ended, not before it began; null: it goes on.
             */
            ended_on?: null | string;
            /** @description Its name, at most 120 characters. */
            name: string;
            /**
             * Format: date
             * @description When it began.
             */
            started_on?: null | string;
            /**
             * Format: uri
             * @description Where it can be seen, https.
             */
            url?: null | string;
        };
        /** @description Projects, in the order in which they are shown. */
        ProjectList: {
            /** @description At most 30. */
            projects: components["schemas"]["Project"][];
        };
        /** @description The proof that everything balances, or the disagreements. */
        ProofView: {
            /** @description Every account's balance, added up from its entries. */
            accounts: components["schemas"]["AccountView"][];
            /**
             * Format: date-time
             * @description When the sums were made.
             */
            at: string;
            /** @description Accounts on which the ledger and the orders disagree. */
            differences: components["schemas"]["DifferenceView"][];
            /** @description Whether everything agrees. */
            is_balanced: boolean;
            /** @description The provider's balance beside ours; null: it was not asked. */
            provider: components["schemas"]["ProviderView"][] | null;
            /**
             * Format: int64
             * @description Transactions that do not sum to zero. It is 0, unless the database's check failed.
             */
            unbalanced_transactions: number;
            waiting: components["schemas"]["WaitingView"];
            /**
             * Format: int64
             * @description Wallets whose balance is not the sum of their entries.
             */
            wrong_wallets: number;
        };
        ProviderAuthorizationView: {
            /**
             * Format: date-time
             * @description Until when the code can be sent.
             */
            expires_at: string;
            /** @description Comes back with the code; the browser keeps it to compare the two. */
            state: string;
            /** @description The provider's page; the browser goes there. */
            url: string;
        };
        /** @description The money that customers paid and have not got back: by our ledger, and by the provider. */
        ProviderView: {
            /** @description Whether both are the same. */
            agrees?: boolean;
            currency: string;
            /** Format: int64 */
            ours: number;
            /** Format: int64 */
            theirs: number;
        };
        /** @description An account as other users see it: no mail address, phone number or login time. */
        PublicUserView: {
            /** Format: int32 */
            age: number | null;
            bio: null | string;
            city: null | string;
            /** Format: date-time */
            created_at: string;
            full_name: null | string;
            gender: null | string;
            github_url: null | string;
            /** Format: uuid */
            id: string;
            identity_badge: null | string;
            interests: string[];
            is_active: boolean;
            is_bot: boolean;
            is_guest: boolean;
            is_verified: boolean;
            linkedin_url: null | string;
            location: null | string;
            picture: null | components["schemas"]["PictureView"];
            picture_url: null | string;
            region: null | string;
            roles: string[];
            username: string;
        };
        /** @description A device to remove. */
        PushDevice: {
            /** @description The device's endpoint. */
            endpoint: string;
        };
        PushDeviceList: {
            /** @description The devices. */
            items: components["schemas"]["PushDeviceView"][];
        };
        /** @description A device that takes Web Push. */
        PushDeviceView: {
            /**
             * Format: date-time
             * @description When it was last added.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Whether the caller's session added it. */
            is_current: boolean;
            /** @description The host of its push service, which names the maker of its browser. */
            service: string;
        };
        /** @description The server's public key. */
        PushKey: {
            /** @description A point of P-256, uncompressed, in base64url. */
            public_key: string;
        };
        /** @description A device's keys. */
        PushKeys: {
            /** @description Its secret: 16 bytes in base64url. */
            auth: string;
            /** @description Its public key: 65 bytes in base64url. */
            p256dh: string;
        };
        /** @description A device. */
        PushSubscription: {
            /** @description The address where its push service takes messages for it. */
            endpoint: string;
            /**
             * Format: double
             * @description As browsers give it. It is not used: the push service reports a device that is gone.
             */
            expiration_time?: null | number;
            keys: components["schemas"]["PushKeys"];
        };
        /** @description The number in a quarter of an hour. */
        QuarterCount: {
            /**
             * Format: int64
             * @description The number.
             */
            count: number;
            /**
             * Format: date-time
             * @description When the quarter begins.
             */
            starts_at: string;
        };
        /** @description A question with one right answer. */
        QuestionDraft: {
            /**
             * Format: int32
             * @description Which of them is right, from 0.
             */
            answer: number;
            /** @description Why; shown after answering. */
            explanation: string;
            /** @description Two to six different options. */
            options: string[];
            /** @description The question. */
            question: string;
        };
        /** @description A question, before it is answered. */
        QuestionView: {
            /** @description The possible answers; one of them is right. */
            options: string[];
            /** @description The question. */
            question: string;
        };
        /** @description The hours of each day in which pushes and digests wait. Calls, missed calls and decisions of moderation do not wait. */
        QuietHours: {
            /**
             * Format: time
             * @description When they begin in the time zone, such as 22:00:00.
             */
            from: string;
            /** @description The user's IANA time zone, such as Asia/Dubai. */
            time_zone: string;
            /**
             * Format: time
             * @description When they end, an hour or more before the next from; an earlier time is one of the next day.
             */
            to: string;
        };
        /** @description Answers to a quiz. */
        QuizAnswers: {
            /** @description For each question, in order, the option: from 0. */
            answers: number[];
        };
        /** @description The result of a quiz. */
        QuizResult: {
            /** @description Each question with its right answer. */
            questions: components["schemas"]["AnsweredQuestion"][];
            /**
             * Format: int32
             * @description How many answers were right.
             */
            score: number;
            /**
             * Format: int32
             * @description How many questions there are.
             */
            total: number;
        };
        /** @description The message that a reply answers. */
        QuoteView: {
            /**
             * Format: int32
             * @description How many files it has.
             */
            attachment_count: number;
            author: null | components["schemas"]["AuthorView"];
            /** @description The beginning of its text, at most 140 characters without line breaks: Markdown as it was written. Empty if it is deleted or has only files. */
            excerpt: string;
            /**
             * Format: uuid
             * @description The message's id.
             */
            id: string;
            /** @description Whether only its number is left. */
            is_deleted: boolean;
            /**
             * Format: int64
             * @description Its number in the channel.
             */
            seq: number;
        };
        /** @description A user's reaction. */
        ReactedView: {
            /**
             * Format: date-time
             * @description When the user reacted.
             */
            created_at: string;
            /** @description The emoji. */
            emoji: string;
            /** @description The name shown. */
            full_name: null | string;
            /** @description Where the picture is served, relative to the gateway. */
            picture_url: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            user_id: string;
            /** @description The handle; null: the account is gone. */
            username: null | string;
        };
        /** @description One emoji under a message. */
        ReactionView: {
            /**
             * Format: int32
             * @description How many people gave it.
             */
            count: number;
            /** @description The emoji. */
            emoji: string;
            /** @description Whether the reader is one of them. */
            reacted: boolean;
        };
        /** @description How far a user has read a channel. */
        ReadStateView: {
            /**
             * Format: uuid
             * @description The channel.
             */
            channel_id: string;
            /**
             * Format: int64
             * @description The number of the last message that the user has read; 0: none.
             */
            last_read_seq: number;
            /**
             * Format: int64
             * @description Messages after it, without the user's own.
             */
            unread: number;
        };
        ReasonCount: {
            /**
             * Format: int32
             * @description The number of reports with this reason.
             */
            count: number;
            reason: components["schemas"]["ReportReason"];
        };
        ReauthenticateRequest: {
            /** @description Six digits of the authenticator app, or a recovery code. */
            code?: null | string;
            passkey?: null | components["schemas"]["PasskeyAnswer"];
            /** @description The account's password. */
            password?: null | string;
        };
        ReauthenticatedToken: {
            /** @description An access token with the new proof, for the same session. */
            access_token: string;
            /**
             * Format: int32
             * @description Seconds until the access token expires.
             * @default 900
             */
            expires_in?: number;
            /**
             * Format: date-time
             * @description Until when the proof counts as recent.
             */
            recent_until: string;
            /**
             * @description Always Bearer.
             * @default Bearer
             */
            token_type?: string;
        };
        /** @description A payment that was received. */
        ReceivedPayment: {
            /**
             * Format: int64
             * @description In the currency's smallest unit.
             */
            amount_cents: number;
            /** @description ISO 4217, or credits. */
            currency: string;
            /** @description The goods, in words. */
            description: string;
            /**
             * Format: uuid
             * @description The payment's id, for POST /payments/{id}/refund.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it arrived.
             */
            paid_at: string;
            /**
             * Format: int64
             * @description The amount that has gone back.
             */
            refunded_amount: number;
        };
        /** @description Whether the record of decisions is intact. */
        RecordCheck: {
            /**
             * Format: int64
             * @description The number of decisions.
             */
            decisions: number;
            /**
             * Format: int64
             * @description The number of the first decision that is missing or was changed; null: there is none.
             */
            first_fault: number | null;
        };
        RecoveryCodes: {
            /** @description Ten codes; each is good for one login. They are shown only once. */
            codes: string[];
        };
        ReferralView: {
            /** @description The code that others give at registration. */
            code: string;
            /**
             * Format: int32
             * @description How many count: they keep a payment that can no longer go back.
             */
            conversions: number;
            /**
             * Format: int64
             * @description The credits that their conversions gave to the caller.
             */
            credits_earned: number;
            /**
             * Format: int32
             * @description How many of these users do not count yet, or not any more.
             */
            pending: number;
            /** @description The same. */
            referral_code: string;
            /**
             * Format: int32
             * @description How many users registered with it.
             */
            referrals_count: number;
        };
        /** @description The results of a user's referrals. */
        ReferralsView: {
            /**
             * Format: int32
             * @description How many count.
             */
            conversions: number;
            /**
             * Format: int64
             * @description The credits that their conversions gave to the caller.
             */
            credits_earned: number;
            next_reward: null | components["schemas"]["NextRewardView"];
            /**
             * Format: int32
             * @description How many users registered with the caller's code and do not count yet, or not any more.
             */
            pending: number;
        };
        RefreshRequest: {
            /** @description The newest refresh token; absent if it is the cookie's (X-Session: cookie). */
            refresh_token?: null | string;
        };
        RefreshedTokens: {
            /** @description A JWT for Authorization: Bearer. */
            access_token: string;
            /**
             * Format: int32
             * @description Seconds until the access token expires.
             * @default 900
             */
            expires_in?: number;
            /**
             * @description Whether the account's roles need a second factor, which this session does not have.
             * @default false
             */
            needs_second_factor?: boolean;
            /** @description The successor; the token in the request is used up. Null with X-Session: cookie. */
            refresh_token: null | string;
            /**
             * @description Always Bearer.
             * @default Bearer
             */
            token_type?: string;
        };
        /** @description A refund to make. */
        RefundRequest: {
            /**
             * Format: int64
             * @description In the smallest unit of the payment's currency; null: all that is left.
             */
            amount_cents?: number | null;
            /** @description Why, for the record. */
            reason?: null | string;
        };
        /** @description Money or credits on their way back, or back. */
        RefundView: {
            /**
             * Format: int64
             * @description In the smallest unit of the payment's currency.
             */
            amount: number;
            /**
             * Format: date-time
             * @description When it was requested.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was back.
             */
            finished_at: null | string;
            /**
             * Format: uuid
             * @description The refund's id.
             */
            id: string;
            /** @description pending, succeeded, or failed: the bank did not take it, and POST /payments/refunds/{id}/take-as-credits gives credits instead. */
            status: string;
            /** @description credits or paid_out, if it did not go back the way it came. */
            way: null | string;
        };
        /** @description The data with which an account is registered. */
        RegisterRequest: {
            /**
             * Format: int32
             * @description In years, 13 to 120.
             */
            age?: number | null;
            /** @description Used for discovery. */
            city?: null | string;
            /** @description Needed unless a phone number is given. */
            email?: null | string;
            /** @description The name shown. */
            full_name?: null | string;
            /** @description In the user's own words. */
            gender?: null | string;
            /** @description At most 50, each at most 50 characters. */
            interests?: string[] | null;
            /** @description 10 to 128 characters; the commonest are refused. */
            password: string;
            /** @description In international form, such as +971501234567; needed unless a mail address is given. */
            phone?: null | string;
            /** @description The referral code of another user. */
            referral_code?: null | string;
            /** @description Used for discovery. */
            region?: null | string;
            /** @description attendee (the default) or organizer. */
            role?: null | string;
            /** @description 3 to 50 of a-z, 0-9, dot, hyphen, underscore. */
            username: string;
        };
        /** @description A registration as its owner sees it. */
        RegistrationView: {
            /** @description ISO 4217, of the price and of refund_cents; null: free. */
            currency: null | string;
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /**
             * Format: date-time
             * @description Until when a pending one must be paid.
             */
            hold_expires_at: null | string;
            /**
             * Format: uuid
             * @description The registration's id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The order to pay, or that was paid; null: free.
             */
            order_id: null | string;
            /**
             * Format: int64
             * @description The refund that a cancellation would give now, without a part that was refunded before; once the registration has ended, the refund on its way, and then all that was refunded. Minor units of the currency; null: no money was paid.
             */
            refund_cents: number | null;
            /**
             * Format: int64
             * @description The same in credits; null: no credits were paid.
             */
            refund_credits: number | null;
            /**
             * Format: date-time
             * @description The deadline for a full refund; null: nothing was bought, or it has ended.
             */
            refund_until: null | string;
            /**
             * Format: date-time
             * @description When the registration was made.
             */
            registered_at: string;
            /** @description pending, confirmed, waitlisted, cancelled, expired, refunded or checked_in. */
            status: string;
            /** @description The ticket's code, once confirmed. */
            ticket_code: null | string;
            /**
             * Format: uuid
             * @description The registered user.
             */
            user_id: string;
            /**
             * Format: int32
             * @description The position on the waitlist; 1 is next.
             */
            waitlist_position: number | null;
        };
        /** @description The relation of the caller and another user. */
        RelationView: {
            /** @description connected, outgoing (the caller has asked), incoming (the other user has asked) or null. */
            connection: null | string;
            /**
             * Format: uuid
             * @description The connection, or the unanswered request; null if there is neither.
             */
            connection_id: null | string;
            /**
             * Format: int32
             * @description The number of the user's connections.
             */
            connections_count: number;
            /** @description Whether the user follows the caller. */
            followed_by: boolean;
            /**
             * Format: int32
             * @description The number of the user's followers.
             */
            followers_count: number;
            /** @description Whether the caller follows the user. */
            following: boolean;
            /**
             * Format: int32
             * @description The number of users whom the user follows.
             */
            following_count: number;
            /**
             * Format: int32
             * @description The number of mutual connections.
             */
            mutual_connections: number;
            /**
             * Format: uuid
             * @description The other user.
             */
            user_id: string;
        };
        RenamePasskeyRequest: {
            /** @description The user's name for it, such as the device. */
            name: string;
        };
        /**
         * @description The reasons for a report.
         * @enum {string}
         */
        ReportReason: "harassment" | "hate" | "illegal" | "nudity" | "other" | "scam" | "self_harm" | "spam" | "violence";
        /** @description The content to report, and the reason. */
        ReportRequest: {
            /**
             * Format: uuid
             * @description Its id.
             */
            content_id: string;
            content_type: components["schemas"]["ReportedContent"];
            /** @description Further information for the moderators; at most 2000 characters. */
            details?: null | string;
            reason: components["schemas"]["ReportReason"];
        };
        /** @description The caller's own report. */
        ReportView: {
            /**
             * Format: date-time
             * @description When it was decided.
             */
            closed_at: null | string;
            /**
             * Format: uuid
             * @description The reported content.
             */
            content_id: string;
            /** @description user, community, thread, message, event or photo. */
            content_type: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description In the reporter's words. */
            details: null | string;
            /**
             * Format: uuid
             * @description The report's id.
             */
            id: string;
            /** @description action_taken or no_action, once it is closed. */
            outcome: null | string;
            reason: components["schemas"]["ReportReason"];
            /** @description open or closed. */
            status: string;
        };
        /**
         * @description The types of content that can be reported.
         * @enum {string}
         */
        ReportedContent: "community" | "event" | "message" | "photo" | "thread" | "user";
        ResendRequest: {
            channel: components["schemas"]["Channel"];
        };
        ResetPasswordRequest: {
            /** @description The new password: 10 to 128 characters; the commonest are refused. */
            password: string;
            /** @description The token of the link. */
            token: string;
        };
        ResolveAppealRequest: {
            /** @description Whether the decision is reversed. */
            grant: boolean;
            /** @description The reason, for other moderators; at most 2000 characters. */
            note: string;
        };
        /** @description A moderator's decision. */
        ResolveRequest: {
            /**
             * Format: int32
             * @description The duration in days, 1 to 365: required for mute, optional for suspend (without it: until it is lifted).
             */
            days?: number | null;
            decision: components["schemas"]["Decision"];
            /** @description The reason, for other moderators; the user concerned does not read it. At most 2000 characters. */
            note: string;
            /**
             * @description With warn, mute or suspend: also removes the content.
             * @default false
             */
            remove_content?: boolean;
            removes_content?: boolean;
        };
        /** @description Money of one kind. */
        Revenue: {
            /** @description ISO 4217, or credits. */
            currency: string;
            /**
             * Format: int64
             * @description The difference.
             */
            net: number;
            /**
             * Format: int64
             * @description Payments, in minor units, or credits.
             */
            paid: number;
            /**
             * Format: int64
             * @description The refunded part of it.
             */
            refunded: number;
        };
        RoleRequest: {
            /** @description owner, moderator or member. */
            role: string;
        };
        RolesRequest: {
            /** @description Out of attendee, organizer, moderator, admin; at least one. */
            roles: string[];
        };
        RotatedKey: {
            /** @description The new key's id. */
            kid: string;
            /**
             * Format: date-time
             * @description When it begins to sign.
             */
            signs_from: string;
        };
        /**
         * @description The effect of a rule.
         * @enum {string}
         */
        RuleAction: "hold" | "report";
        /** @description The changes of a rule. */
        RuleChanges: {
            action?: components["schemas"]["RuleAction"];
            /** @description The types to which it applies. */
            content_types?: ("community" | "event" | "message" | "photo" | "thread" | "user")[];
            /**
             * Format: int32
             * @description For rate: the number that is allowed.
             */
            count?: number | null;
            /** @description For links: all of them. */
            hosts?: string[];
            /**
             * Format: int32
             * @description For new_account and links: how many hours an account is new.
             */
            hours?: number | null;
            /** @description Whether it applies. */
            is_enabled?: boolean;
            /**
             * Format: int32
             * @description For rate: the time in minutes.
             */
            minutes?: number | null;
            /** @description The name that moderators read in a case; at most 100 characters. */
            name?: string;
            reason?: components["schemas"]["ReportReason"];
            /** @description For words: all of them. */
            words?: string[];
        };
        /**
         * @description The kind of a rule.
         * @enum {string}
         */
        RuleKind: "links" | "new_account" | "rate" | "words";
        /** @description An automatic rule. */
        RuleView: {
            /** @description hold or report. */
            action: string;
            /** @description The types to which it applies. */
            content_types: string[];
            /**
             * Format: int32
             * @description The number that is allowed.
             */
            count: number | null;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The hosts that match. */
            hosts: string[];
            /**
             * Format: int32
             * @description How many hours an account is new.
             */
            hours: number | null;
            /**
             * Format: uuid
             * @description The rule's id.
             */
            id: string;
            /** @description Whether it applies. */
            is_enabled: boolean;
            /** @description words, links, new_account or rate. */
            kind: string;
            /**
             * Format: int32
             * @description The time in minutes.
             */
            minutes: number | null;
            /** @description The name that moderators read in a case. */
            name: string;
            reason: components["schemas"]["ReportReason"];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description The words and phrases that match. */
            words: string[];
        };
        /** @description House rules that are being written. */
        RulesDraft: {
            /** @description Markdown, at most 5,000 characters. */
            rules: string;
        };
        /** @description House rules as they will look. */
        RulesPreview: {
            /** @description HTML that is safe to show. */
            rules_html: string;
        };
        /** @description The number of findings of a kind in a month. */
        SafetyCount: {
            /**
             * Format: int32
             * @description How often.
             */
            count: number;
            /** @description The kind: self_harm, abuse, danger, medical_emergency; for an answer method, encouragement, discourages_help, diagnosis. */
            kind: string;
            /** @description Year and month in UTC, 2026-11. */
            month: string;
            /** @description concern, high or immediate; null for an answer. */
            severity: null | string;
            /** @description message: found in a user's message; answer: found in a model's answer, which was not shown; not_meant: a user said that a finding in their message was wrong. */
            source: string;
        };
        /** @description The findings of the safety layer. */
        SafetyCounts: {
            /** @description Counts of each month. */
            items: components["schemas"]["SafetyCount"][];
            /** @description The precision of each kind of crisis, over all these months. */
            precision: components["schemas"]["SafetyPrecision"][];
        };
        /** @description The share of the findings of a kind that no user reported as wrong: an upper bound of the precision. */
        SafetyPrecision: {
            /**
             * Format: int32
             * @description The number of findings in messages.
             */
            found: number;
            /** @description The kind: self_harm, abuse, danger, medical_emergency. */
            kind: string;
            /**
             * Format: int32
             * @description The number of these that a user reported as wrong.
             */
            not_meant: number;
            /**
             * Format: double
             * @description The rest divided by the number of findings, 0 to 1.
             */
            share: number;
        };
        /** @description The caller's message to the companion. */
        SaidByUser: {
            /** @description The client's own id of the message, 1 to 100 characters. If it is sent again with the same id, the model is asked once, and the answer is the same. */
            client_id: string;
            /** @description Plain text, 1 to 4,000 characters. */
            content: string;
        };
        /** @description A mute or suspension in force. */
        SanctionView: {
            /**
             * Format: uuid
             * @description The decision that imposed it.
             */
            decision_id: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            imposed_at: string;
            /** @description mute or suspension. */
            kind: string;
            reason: components["schemas"]["ReportReason"];
            /**
             * Format: date-time
             * @description When it ends by itself; null: when it is lifted.
             */
            until: null | string;
        };
        /** @description A page of results, the best first. */
        SearchAnswer: {
            /** @description meaning_and_words; or words, if the query has no vector: its language is not known offline, or the model is away. */
            found_by: string;
            /** @description The results. */
            items: components["schemas"]["FoundItem"][];
            /**
             * Format: int32
             * @description Which page this is, from 1.
             */
            page: number;
            /**
             * Format: int64
             * @description How many pages there are.
             */
            pages: number;
            /**
             * Format: int64
             * @description How many there are on all pages; one search finds 200 at most.
             */
            total: number;
        };
        /** @description A part of an event's seat ledger. */
        SeatAudit: {
            /** @description The entries in order. */
            entries: components["schemas"]["SeatAuditEntry"][];
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /**
             * Format: int64
             * @description Where the next part begins; null: this was the last.
             */
            next_after_seq: number | null;
        };
        SeatAuditEntry: {
            /**
             * Format: date-time
             * @description The time of the change, in whole microseconds.
             */
            at: string;
            /**
             * Format: int32
             * @description The number of seats; null: no limit.
             */
            capacity: number | null;
            /**
             * Format: int32
             * @description Seats confirmed, after this change.
             */
            confirmed: number;
            /** @description SHA-256 over the hash before and this entry's line, in lower-case hex. */
            hash: string;
            /**
             * Format: int32
             * @description Seats held for unpaid registrations, after this change.
             */
            held: number;
            /** @description capacity, held, confirmed or released. */
            kind: string;
            /**
             * Format: int64
             * @description 1, 2, 3… without gaps.
             */
            seq: number;
        };
        SecondFactorRequest: {
            /** @description The challenge of the login. */
            challenge: string;
            /** @description Six digits of the app, or a recovery code. */
            code: string;
            /** @description The device_token of an earlier login on this device, if the device still has it. */
            device_token?: null | string;
        };
        SecondFactorView: {
            /** @description Whether the account's roles need one. */
            is_required: boolean;
            /**
             * Format: int32
             * @description How many recovery codes are not used yet.
             */
            recovery_codes_left: number;
            /**
             * Format: date-time
             * @description Since when logins need it; null: they do not.
             */
            since: null | string;
        };
        SessionList: {
            /** @description The live sessions. */
            items: components["schemas"]["SessionView"][];
        };
        /** @description The answer of a login. */
        SessionTokens: {
            /** @description A JWT for Authorization: Bearer, good for ExpiresIn seconds. */
            access_token: string;
            /** @description For the next login on this device: with it, failures elsewhere do not delay the login. Null for an account without a password. */
            device_token?: null | string;
            /**
             * Format: int32
             * @description Seconds until the access token expires.
             * @default 900
             */
            expires_in?: number;
            /**
             * @description Whether the account's roles need a second factor, which this session does not have. Until then the access token lacks the roles moderator and admin; POST /users/me/second-factor sets one up.
             * @default false
             */
            needs_second_factor?: boolean;
            /** @description Valid for one refresh within 7 days. Null if the request had X-Session: cookie: the browser then has it as a cookie. */
            refresh_token: null | string;
            /**
             * @description Always Bearer.
             * @default Bearer
             */
            token_type?: string;
            user: components["schemas"]["UserView"];
        };
        SessionView: {
            /**
             * Format: date-time
             * @description When it logged in.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ends unless it refreshes.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description The session's id.
             */
            id: string;
            /** @description The address from which it logged in. */
            ip_address: null | string;
            /** @description Whether this request belongs to it. */
            is_current: boolean;
            /**
             * Format: date-time
             * @description When it last refreshed.
             */
            last_used_at: string;
            /** @description The User-Agent of the client that logged in. */
            user_agent: null | string;
        };
        /** @description Changes of the settings. */
        SettingsChange: {
            /**
             * Format: int32
             * @description In years, 1 to 120.
             */
            age?: number;
            /** @description The country whose help lines are named when they are needed, by its ISO 3166-1 code or its name; null: lines that answer everywhere. */
            country?: null | string;
            /** @description IANA name of the time zone in which the caller's day begins and ends. */
            time_zone?: string;
        };
        /** @description The caller's settings for the companion. */
        SettingsView: {
            /** @description unknown: asked before the first message; too_young: under 13, too young for the companion; old_enough. */
            age_status: string;
            /** @description ISO 3166-1 alpha-2 code; null: not set. */
            country: null | string;
            /** @description IANA name; UTC unless set. */
            time_zone: string;
        };
        /** @description A community of which two users are members. */
        SharedCommunity: {
            /**
             * Format: uuid
             * @description The community's id.
             */
            id: string;
            /** @description Its name. */
            name: string;
        };
        SignInList: {
            /** @description The attempts, the newest first. */
            items: components["schemas"]["SignInView"][];
        };
        SignInView: {
            /**
             * Format: int32
             * @description The number of attempts within the hour.
             */
            count: number;
            /**
             * Format: date-time
             * @description The time of the first attempt.
             */
            first_at: string;
            /**
             * Format: date-time
             * @description The time of the last attempt.
             */
            last_at: string;
            /** @description The network: an address without its last part, such as 203.0.113.0/24. */
            network: string;
            /** @description signed_in, wrong_password, wrong_code (of the second factor), too_many_failures (not compared), second_factor_required or suspended (the password was right). */
            outcome: string;
            /** @description The User-Agent of the last attempt. */
            user_agent: null | string;
        };
        /** @description Skills, in the order in which they are shown. */
        SkillList: {
            /** @description At most 50, each of at most 60 characters; duplicates, in any case, are stored once. */
            skills: string[];
        };
        SocialLinkRequest: {
            /**
             * Format: date-time
             * @description When it ends; null: when it is revoked.
             */
            expires_at?: null | string;
            /**
             * Format: int32
             * @description How many users may join or ask by it, 1 to 10,000; null: any number.
             */
            max_uses?: number | null;
            /**
             * @description join: a user with the link joins; request: a user with the link may ask.
             * @default join
             */
            mode?: string;
        };
        SseItemOfstring: {
            data?: null | string;
            event_id?: null | string;
            event_type?: string;
            reconnection_interval?: null | string;
        };
        /** @description A ticket scanner. */
        StaffView: {
            /**
             * Format: date-time
             * @description When the user was added.
             */
            added_at: string;
            /** @description The name shown. */
            full_name: null | string;
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            user_id: string;
            /** @description The handle. */
            username: null | string;
        };
        /** @description A request for a plan. */
        SubscribeRequest: {
            /** @description Where the page leads without a payment. */
            cancel_url: string;
            /**
             * @description card: the others cannot be charged again every month.
             * @default card
             */
            payment_method?: string;
            /** @description premium or elite. */
            plan: string;
            /** @description Where the page leads after the payment; {CHECKOUT_SESSION_ID} in it becomes the session's id. */
            success_url: string;
        };
        /** @description A payment page. */
        SubscriptionCheckoutView: {
            /** @description The address to send the buyer to. */
            checkout_url: string;
            /** @description Stripe's id of the session. */
            session_id: string;
        };
        /** @description The caller's plan. */
        SubscriptionView: {
            /** @description Whether it ends then. */
            cancel_at_period_end: boolean;
            /**
             * Format: date-time
             * @description Until when the subscription is paid, or due.
             */
            current_period_end: null | string;
            /** @description The things that it allows. */
            entitlements: string[];
            /**
             * Format: date-time
             * @description While a renewal is not paid: when the plan is lost.
             */
            grace_until: null | string;
            /** @description The plan from then on, if it is another. */
            next_plan: null | string;
            /** @description The plan in force: free, premium, elite or lifetime_elite. */
            plan: string;
            /** @description Where the plan comes from: subscription, grant or none. */
            source: string;
            /** @description The state of the subscription: none, pending (a page is open), active, cancelling or past_due. */
            status: string;
            /** @description The plan of the subscription; null: there is none. */
            subscribed_plan: null | string;
            /**
             * Format: date-time
             * @description When the plan ends unless it is renewed: for a subscription, the end of the current period; null: it does not end.
             */
            until: null | string;
        };
        /** @description The data of a reason; it has only the members of its kind. */
        SuggestionDetail: {
            community?: null | components["schemas"]["SharedCommunity"];
            /** @description The shared interests, the rarest first. */
            interests?: string[] | null;
            /**
             * Format: int32
             * @description The number of mutual connections.
             */
            mutual_connections?: number | null;
            /** @description Up to three of them. */
            people?: components["schemas"]["PersonSummary"][] | null;
            /** @description The region of both. */
            region?: null | string;
        };
        /** @description Users whom the caller may know. */
        SuggestionList: {
            /** @description Those with mutual connections first. */
            items: components["schemas"]["SuggestionView"][];
        };
        /** @description The reason for a suggestion. */
        SuggestionReason: {
            detail: components["schemas"]["SuggestionDetail"];
            /** @description mutual_connections, shared_interests, same_community or same_region. */
            kind: string;
            /** @description The reason for people, in English. */
            text: string;
        };
        /** @description A user whom the caller may know, and the reason. */
        SuggestionView: {
            person: components["schemas"]["PersonSummary"];
            reason: components["schemas"]["SuggestionReason"];
        };
        SuspendRequest: {
            /** @description For the audit log and other administrators; the user does not see it. */
            reason: string;
            /**
             * Format: date-time
             * @description When the suspension ends by itself; null: when it is lifted.
             */
            until?: null | string;
        };
        /** @description A channel in the caller's log. Exactly one of community, event and peer is given. */
        SyncChannel: {
            community: null | components["schemas"]["PlaceView"];
            event: null | components["schemas"]["PlaceView"];
            /**
             * Format: uuid
             * @description The channel's id.
             */
            id: string;
            /** @description Whether only moderators can write there. */
            is_locked: boolean;
            /** @description thread, direct or event_chat. */
            kind: string;
            /**
             * Format: date-time
             * @description The time of the last message, or of the beginning.
             */
            last_activity: string;
            /**
             * Format: int64
             * @description The number of the last message that the caller has read; 0: none.
             */
            last_read_seq: number;
            /**
             * Format: int64
             * @description The number of the last message; 0: there is none.
             */
            last_seq: number;
            /** @description The notifications that the caller wants of it: all, mentions or none; null: not chosen. */
            level: null | string;
            /**
             * Format: int64
             * @description Unread messages that mention the caller.
             */
            mentions: number;
            /**
             * Format: date-time
             * @description Until when the caller muted it; null: not muted for a time.
             */
            muted_until: null | string;
            /** @description In a thread owner, moderator, member or reader (of a public community); in an event's chat organizer or attendee; in a conversation participant. */
            my_role: string;
            peer: null | components["schemas"]["PeerView"];
            /** @description A thread's title, an event's name, or the other person's name; null: not known. */
            title: null | string;
            /**
             * Format: int64
             * @description Messages that the caller has not read.
             */
            unread: number;
        };
        /** @description A community that the caller is a member of. */
        SyncCommunity: {
            /**
             * Format: uuid
             * @description The community's id.
             */
            id: string;
            /** @description group, circle or community. */
            kind: string;
            /** @description Where the community is read, relative to the gateway. */
            link: string;
            /** @description Its name. */
            name: string;
            /** @description owner, moderator or member. */
            role: string;
            /** @description public, private or paid. */
            visibility: string;
        };
        /** @description A connection of the caller, or a request to the caller. */
        SyncConnection: {
            /**
             * Format: uuid
             * @description The connection's id.
             */
            id: string;
            person: components["schemas"]["PeerView"];
            /** @description connected, or incoming: the other person asks, and the caller can accept or decline. */
            status: string;
        };
        /** @description The caller's plan. */
        SyncPlan: {
            /** @description free, premium, elite or lifetime_elite. */
            plan: string;
            /**
             * Format: date-time
             * @description When it ends unless it is renewed; null: no end.
             */
            until: null | string;
        };
        /** @description A registration of the caller for an event. */
        SyncRegistration: {
            /**
             * Format: date-time
             * @description The event's end; null: not known yet.
             */
            ends_at: null | string;
            event: components["schemas"]["PlaceView"];
            /**
             * Format: uuid
             * @description The registration's id.
             */
            id: string;
            /** @description Whether the event was cancelled. */
            is_cancelled: boolean;
            /** @description Where the registration with its ticket is read, relative to the gateway. */
            link: string;
            /**
             * Format: date-time
             * @description The event's start; null: not known yet.
             */
            starts_at: null | string;
            /** @description pending (to be paid), waitlisted, confirmed or checked_in. */
            status: string;
        };
        /** @description An entry that is gone, or that the caller may not see any more. */
        SyncRemoved: {
            /**
             * Format: uuid
             * @description The entry's id. An id that the client does not know is to be ignored.
             */
            id: string;
            /** @description channel, community, notification, connection, registration or person. */
            kind: string;
        };
        /** @description The caller's subscription. */
        SyncSubscription: {
            /**
             * Format: date-time
             * @description End of the paid period; null: nothing is paid.
             */
            current_period_ends_at: null | string;
            /** @description The plan that it is for. */
            plan: string;
            /** @description active, past_due, cancelling or ended. */
            status: string;
        };
        /** @description The state of the caller, or its changes since an earlier answer. */
        SyncView: {
            /** @description Channels that the caller wrote in or opened, and conversations; the last active first. */
            channels: components["schemas"]["SyncChannel"][];
            /** @description Older channels: the cursor of GET /sync/channels. Null: there are none, or this is not the whole state. */
            channels_cursor: null | string;
            /** @description Communities that the caller is a member of. */
            communities: components["schemas"]["SyncCommunity"][];
            /** @description People with whom the caller is connected, and people who ask to be. Requests of the caller are in GET /connections only. */
            connections: components["schemas"]["SyncConnection"][];
            /** @description True: this is the whole state; forget everything from earlier answers. False: apply it to the state, entry by entry. */
            is_whole: boolean;
            /** @description Notifications, the latest first. */
            notifications: components["schemas"]["NotificationView"][];
            /** @description Older notifications: the cursor of GET /notifications. Null: there are none, or this is not the whole state. */
            notifications_cursor: null | string;
            /** @description People whose name or picture has changed since: of those who write in the caller's channels or are connected with the caller. Empty in the whole state, where each entry has the present names. */
            people: components["schemas"]["AuthorView"][];
            plan: null | components["schemas"]["SyncPlan"];
            /** @description The caller's registrations that are in force, the last changed first. */
            registrations: components["schemas"]["SyncRegistration"][];
            /** @description Entries that are gone, or that the caller may not see any more. */
            removed: components["schemas"]["SyncRemoved"][];
            subscription: null | components["schemas"]["SyncSubscription"];
            /** @description Send it as since to get the changes after this answer. */
            token: string;
            /**
             * Format: int64
             * @description How many notifications the caller has not read.
             */
            unread_notifications: number;
            wallet: null | components["schemas"]["SyncWallet"];
        };
        /** @description The caller's credits. */
        SyncWallet: {
            /**
             * Format: int64
             * @description How many there are.
             */
            balance: number;
            /** @description Where the entries are read, relative to the gateway. */
            link: string;
        };
        /** @description The thing that a notification links to. */
        TargetView: {
            /**
             * Format: uuid
             * @description Its id, if it has one.
             */
            id: null | string;
            /** @description user, connection, channel, message, event, community, order, subscription, course, badge, account, opportunity, webhook or bot. */
            type: string;
        };
        /** @description Changes of a thread; absent fields stay as they are. */
        ThreadChanges: {
            /** @description Markdown of at most 20,000 characters. */
            content?: string;
            /** @description At most 10 words of at most 50 characters; they replace all. */
            tags?: string[];
            /** @description One line of 1 to 200 characters. */
            title?: string;
        };
        /** @description A discussion in a community. */
        ThreadView: {
            author: null | components["schemas"]["AuthorView"];
            /**
             * Format: uuid
             * @description Where it was opened.
             */
            community_id: string;
            /** @description Its opening text: Markdown, as it was written. */
            content: string;
            /** @description The same as HTML that is safe to show. */
            content_html: string;
            /**
             * Format: date-time
             * @description When it was opened.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The opener's id.
             */
            created_by: string;
            /**
             * Format: uuid
             * @description The thread's id; its messages are in the channel of the same id.
             */
            id: string;
            /** @description Whether a rule holds it back until moderators have decided: only its author and moderators see it. */
            is_held: boolean;
            /** @description Whether only moderators may write in it. */
            is_locked: boolean;
            /** @description Whether it is pinned to the top. */
            is_pinned: boolean;
            /**
             * Format: date-time
             * @description When it was opened or last written in.
             */
            last_activity: string;
            /**
             * Format: int64
             * @description Messages in it, without deleted ones.
             */
            message_count: number;
            /** @description Words to find it by. */
            tags: string[];
            /** @description One line. */
            title: string;
            /**
             * Format: int64
             * @description Messages that the reader has not read.
             */
            unread: number;
            /**
             * Format: date-time
             * @description When title, content or tags were last changed.
             */
            updated_at: string;
        };
        /** @description A ticket. */
        TicketView: {
            /**
             * Format: date-time
             * @description When the holder arrived.
             */
            checked_in_at: null | string;
            /** @description The code to type if the QR code cannot be scanned. */
            code: string;
            /**
             * Format: date-time
             * @description When it is over.
             */
            end_datetime: string;
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /** @description Its name. */
            event_name: string;
            /** @description published or cancelled. */
            event_status: string;
            /**
             * Format: uuid
             * @description The ticket's holder.
             */
            holder_id: string;
            /** @description The holder's full name, or username; null if it is not known here (yet). */
            holder_name: null | string;
            /** @description The place's name. */
            location_name: null | string;
            /** @description The signed text of the QR code; null if the ticket is not valid. */
            payload: null | string;
            /**
             * Format: uuid
             * @description The registration.
             */
            registration_id: string;
            /**
             * Format: date-time
             * @description When it begins.
             */
            start_datetime: string;
            /** @description The registration's status: confirmed or checked_in is valid; cancelled and refunded are not. */
            status: string;
            /** @description IANA name of the zone that it is announced in. */
            time_zone: string;
        };
        /** @description The number of unread notifications. */
        UnreadCount: {
            /**
             * Format: int64
             * @description How many notifications are not read.
             */
            count: number;
        };
        /** @description A user's unread messages. */
        UnreadView: {
            /** @description The channels with unread messages, the last active first. */
            channels: components["schemas"]["ChannelUnread"][];
            /**
             * Format: int64
             * @description Messages in all channels that the caller did not mute.
             */
            total: number;
        };
        /** @description The data with which a guest becomes a full account. */
        UpgradeRequest: {
            /** @description Needed unless a phone number is given. */
            email?: null | string;
            /** @description The name shown. */
            full_name?: null | string;
            /** @description 10 to 128 characters; the commonest are refused. */
            password: string;
            /** @description In international form; needed unless a mail address is given. */
            phone?: null | string;
            /** @description 3 to 50 of a-z, 0-9, dot, hyphen, underscore. */
            username: string;
        };
        /** @description An upload in parts. */
        UploadView: {
            attachment: null | components["schemas"]["AttachmentView"];
            /**
             * Format: int64
             * @description The file's length.
             */
            byte_count: number;
            /**
             * Format: date-time
             * @description When it ends. An unfinished upload is deleted then.
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description How many bytes have arrived: the offset of the next PATCH.
             */
            received: number;
        };
        UserList: {
            /** @description The users. */
            items: components["schemas"]["PublicUserView"][];
        };
        /** @description A user's sanctions and decisions. */
        UserSanctionsView: {
            /** @description The decisions, the latest first; at most 100. */
            decisions: components["schemas"]["DecisionView"][];
            /** @description Mutes and suspensions in force, the latest first. */
            in_force: components["schemas"]["SanctionView"][];
            person: null | components["schemas"]["PersonSummary"];
            /**
             * Format: uuid
             * @description The user's id.
             */
            user_id: string;
        };
        /** @description An account as its owner and administrators see it. */
        UserView: {
            /**
             * Format: int32
             * @description In years.
             */
            age: number | null;
            /** @description A few words about the person. */
            bio: null | string;
            /** @description The city used for discovery. */
            city: null | string;
            /**
             * Format: date-time
             * @description When the account was created.
             */
            created_at: string;
            /** @description The mail address. */
            email: null | string;
            /** @description The name shown. */
            full_name: null | string;
            /** @description In the user's own words. */
            gender: null | string;
            /** @description A profile on github.com. */
            github_url: null | string;
            /**
             * Format: uuid
             * @description The user's id.
             */
            id: string;
            /** @description One of the ten badges. */
            identity_badge: null | string;
            /** @description In lower case. */
            interests: string[];
            /** @description False while suspended. */
            is_active: boolean;
            /** @description Whether a program acts in this account, and not a person. */
            is_bot: boolean;
            /** @description Whether the account has no credentials yet. */
            is_guest: boolean;
            /** @description Whether the profile can be read without signing in. PATCH /users/me changes it. */
            is_on_web: boolean;
            /** @description Whether a mail address or phone number is verified. */
            is_verified: boolean;
            /**
             * Format: date-time
             * @description When a session was last started.
             */
            last_login_at: null | string;
            /** @description A profile on linkedin.com. */
            linkedin_url: null | string;
            /** @description Free text. */
            location: null | string;
            /**
             * Format: uuid
             * @description The person whose bot this account is; null: it is a person's own.
             */
            owner_id: null | string;
            /** @description The phone number in E.164. */
            phone: null | string;
            picture: null | components["schemas"]["PictureView"];
            /** @description The path of the picture, relative to the gateway. */
            picture_url: null | string;
            /** @description The region used for discovery. */
            region: null | string;
            /** @description Platform roles: attendee, organizer, moderator, admin. */
            roles: string[];
            /** @description The handle. */
            username: string;
        };
        VerifyEmailRequest: {
            /** @description The token of the link. */
            token: string;
        };
        VerifyPhoneRequest: {
            /** @description Six digits. */
            code: string;
        };
        /**
         * @description The visibility of an event.
         * @enum {string}
         */
        Visibility: "private" | "public";
        /**
         * @description The visibility of a community, and how users can join it.
         * @enum {string}
         */
        VisibilityChoice: "paid" | "private" | "public";
        /** @description Orders, refunds and disputes that are not finished. */
        WaitingView: {
            /**
             * Format: int64
             * @description Refunds that banks sent back, and that are owed to the buyers.
             */
            failed_refunds: number;
            /**
             * Format: date-time
             * @description When the oldest of them was requested.
             */
            oldest_failed_refund: null | string;
            /**
             * Format: date-time
             * @description When the oldest of them was requested.
             */
            oldest_pending_refund: null | string;
            /**
             * Format: date-time
             * @description When the oldest of them was paid.
             */
            oldest_unfulfilled: null | string;
            /**
             * Format: int64
             * @description Disputes and inquiries that are not decided.
             */
            open_disputes: number;
            /**
             * Format: int64
             * @description Refunds on their way back.
             */
            pending_refunds: number;
            /**
             * Format: int64
             * @description Orders that are paid and not handed over.
             */
            unfulfilled_orders: number;
            /**
             * Format: int64
             * @description Disputes of charges that belong to no payment of ours.
             */
            unmatched_disputes: number;
        };
        WaitlistStatus: {
            /**
             * Format: int64
             * @description The number of entries in front, plus one.
             */
            position: number;
            /**
             * Format: date-time
             * @description When this entry joined.
             */
            subscribed_at: string;
            /**
             * Format: int64
             * @description The number of entries on the waitlist.
             */
            total: number;
            /**
             * Format: int64
             * @description The same.
             */
            waitlist_position: number;
        };
        /** @description A change of a wallet. */
        WalletEntryView: {
            /**
             * Format: int64
             * @description Credits that were added (above 0) or removed (below 0).
             */
            amount: number;
            /**
             * Format: int64
             * @description Credits afterwards.
             */
            balance_after: number;
            /**
             * Format: date-time
             * @description When.
             */
            created_at: string;
            /** @description The goods of the order. */
            description: null | string;
            /** @description payment, refund, credit_pack, credit_pack_reversed, referral or referral_reversed. */
            kind: string;
            /**
             * Format: uuid
             * @description The order it belongs to, if any.
             */
            order_id: null | string;
        };
        /** @description A person's credits. */
        WalletView: {
            /**
             * Format: int64
             * @description In credits, 0 or more. One credit is worth 0.10 USD.
             */
            balance: number;
        };
        /** @description How a user is notified of a kind. */
        Ways: {
            /** @description In the list, and at once on connected clients. If false, the user is not notified in any way. */
            in_app: boolean;
            /** @description In the digest. */
            mail: boolean;
            /** @description By Web Push, to the devices that subscribed. */
            push: boolean;
        };
        /** @description The answer to an event. */
        WebhookAnswer: {
            /** @description true. */
            received: boolean;
        };
        /** @description An attempt of a delivery. */
        WebhookAttemptView: {
            /**
             * Format: date-time
             * @description When it began.
             */
            at: string;
            /** @description Why there was no answer; null: there was one. */
            error: null | string;
            /**
             * Format: int32
             * @description How long it took.
             */
            milliseconds: number;
            /**
             * Format: int32
             * @description From 1.
             */
            number: number;
            /** @description The beginning of the answer, at most 1024 bytes. */
            response: null | string;
            /**
             * Format: int32
             * @description The status of the answer; null: there was none.
             */
            status: number | null;
        };
        /** @description An event that will not take place. */
        WebhookCancellationData: {
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /**
             * Format: uuid
             * @description Its organizer.
             */
            organizer_id: string;
            /** @description The organizer's words. */
            reason: null | string;
        };
        /** @description The changes of a webhook. */
        WebhookChanges: {
            /** @description For the owner; null: none. */
            description?: null | string;
            /** @description The types to send; none: all. */
            event_types?: string[];
            /** @description Whether it is called. */
            is_enabled?: boolean;
            /** @description An https address of the public Internet, without user name and fragment. */
            url?: string;
        };
        /** @description A delivery with its attempts. */
        WebhookDeliveryDetail: {
            /** @description Those that have ended, the first one first. */
            attempts: components["schemas"]["WebhookAttemptView"][];
            delivery: components["schemas"]["WebhookDeliveryView"];
        };
        /**
         * @description The state of a delivery.
         * @enum {string}
         */
        WebhookDeliveryStatus: "delivered" | "failed" | "waiting";
        /** @description A delivery to a webhook. */
        WebhookDeliveryView: {
            /**
             * Format: int32
             * @description How many attempts were begun.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uuid
             * @description The event's id: that of the body.
             */
            event_id: string;
            /**
             * Format: uuid
             * @description The delivery's id.
             */
            id: string;
            last_attempt: null | components["schemas"]["WebhookAttemptView"];
            /**
             * Format: date-time
             * @description Of a waiting one: when it is tried next.
             */
            next_attempt_at: null | string;
            /**
             * Format: date-time
             * @description When it was delivered or given up; null: not yet.
             */
            settled_at: null | string;
            status: components["schemas"]["WebhookDeliveryStatus"];
            /** @description The event's type. */
            type: string;
        };
        /** @description An event, as it is after the change. */
        WebhookEventData: {
            /** @description Its category. */
            category: null | string;
            /** @description Its city. */
            city: null | string;
            /** @description The organizer's description. */
            description: null | string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            ends_at: string;
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /** @description Its type, such as meetup. */
            event_type: string;
            /**
             * Format: double
             * @description The venue's latitude in degrees.
             */
            latitude: null | number;
            /** @description The venue's address. */
            location_address: null | string;
            /** @description The venue's name. */
            location_name: null | string;
            /**
             * Format: double
             * @description The venue's longitude in degrees.
             */
            longitude: null | number;
            /** @description Its name. */
            name: string;
            /**
             * Format: uuid
             * @description Its organizer.
             */
            organizer_id: string;
            /** @description Its region. */
            region: null | string;
            /**
             * Format: date-time
             * @description When it begins.
             */
            starts_at: string;
            /** @description IANA name of the time zone that it is announced in. */
            time_zone: string;
            /** @description public or private. */
            visibility: string;
        };
        /** @description A membership that began or ended. */
        WebhookMemberData: {
            /**
             * Format: uuid
             * @description The community.
             */
            community_id: string;
            /** @description Of a former member: left, removed, banned, expired or deleted. */
            reason: null | string;
            /** @description Of a new member: owner, moderator or member. */
            role: null | string;
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
        };
        /** @description A payment of an order, or a refund. */
        WebhookOrderData: {
            /**
             * Format: int64
             * @description The amount that was paid or given back, in minor units of the currency.
             */
            amount_cents: number;
            /** @description ISO 4217 code; credits where paid with credits. */
            currency: string;
            /** @description The description that the buyer read. */
            description: null | string;
            /**
             * Format: uuid
             * @description The order.
             */
            order_id: string;
            /** @description Of a payment: card, alipay, wechat_pay or credits. */
            payment_method: null | string;
            /** @description The kind of purchase. */
            purpose: string;
            /** @description Of a refund: its reason, as a code. */
            reason: null | string;
            /**
             * Format: uuid
             * @description The purchase: of a seat, the registration.
             */
            reference_id: string;
            /**
             * Format: uuid
             * @description The buyer.
             */
            user_id: string;
        };
        /** @description A ping: the owner tries the endpoint. */
        WebhookPingData: {
            /**
             * Format: uuid
             * @description The endpoint.
             */
            webhook_id: string;
        };
        /** @description A registration after the change. */
        WebhookRegistrationData: {
            /**
             * Format: uuid
             * @description The event.
             */
            event_id: string;
            /** @description Of a cancellation: whether the payment is refunded. */
            is_refunded?: boolean | null;
            /** @description Of a check-in: ticket or geofence. */
            method?: null | string;
            /** @description Of a cancellation: by_attendee, by_organizer, event_cancelled, payment_failed or refunded. */
            reason?: null | string;
            /**
             * Format: uuid
             * @description The registration.
             */
            registration_id: string;
            /** @description confirmed, waitlisted, cancelled, expired or checked_in. */
            status: string;
            /**
             * Format: uuid
             * @description The registered user.
             */
            user_id: string;
        };
        /** @description A new webhook. */
        WebhookRequest: {
            /** @description For the owner; null: none. */
            description?: null | string;
            /** @description The types to send, such as registration.confirmed; none: all, also those that are added later. */
            event_types?: string[] | null;
            scope?: components["schemas"]["WebhookScope"];
            /** @description An https address of the public Internet, without user name and fragment. */
            url: string;
        };
        /**
         * @description The events that a webhook gets.
         * @enum {string}
         */
        WebhookScope: "fleet" | "own";
        /** @description A webhook. */
        WebhookView: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description For the owner. */
            description: null | string;
            /** @description failing: it failed for five days, so it was switched off. taken_back: its address or secret was set shortly before the account was taken back from a stranger. Null: the platform did not switch it off. */
            disabled_reason: null | string;
            /** @description The types that are sent; none: all. */
            event_types: string[];
            /**
             * Format: date-time
             * @description The first failed attempt since the last successful one; null: it works, or was not tried.
             */
            failing_since: null | string;
            /**
             * Format: date-time
             * @description Until when the former secret signs, too; null: there is none.
             */
            former_secret_until: null | string;
            /**
             * Format: uuid
             * @description The webhook's id.
             */
            id: string;
            /** @description Whether it is called. */
            is_enabled: boolean;
            /**
             * Format: uuid
             * @description The user who made it.
             */
            owner_id: string;
            scope: components["schemas"]["WebhookScope"];
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated_at: string;
            /** @description The address that is called. */
            url: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
