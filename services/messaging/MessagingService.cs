using Community.Messaging.Attachments;
using Community.Messaging.Calls;
using Community.Messaging.Channels;
using Community.Messaging.Communities;
using Community.Messaging.Data;
using Community.Messaging.Direct;
using Community.Messaging.Encryption;
using Community.Messaging.Erasure;
using Community.Messaging.EventChats;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Notifications;
using Community.Messaging.People;
using Community.Messaging.Reactions;
using Community.Messaging.Reading;
using Community.Messaging.Realtime;
using Community.Messaging.Search;
using Community.Messaging.Sync;
using Community.Messaging.Threads;
using Community.Messaging.Uploads;
using Community.Messaging.Webhooks;
using Community.Messaging.WebPush;
using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Mail;
using Community.Platform.ServiceDefaults;
using Community.Platform.Storage;

namespace Community.Messaging;

/// <summary>The service as a whole: channels, messages, calls and notifications.</summary>
public static class MessagingService
{
    /// <summary>Composes the service with the builder's configuration; the caller runs it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("messaging");
        builder.AddServiceDatabase<MessagingDb>("messaging", plansOnce: true);
        builder.AddServiceBus(
            "messaging",
            bus =>
            {
                bus.AddPeopleConsumers();
                bus.AddCommunityConsumers();
                bus.AddEventConsumers();
                bus.AddNotificationConsumers();
                bus.AddModerationConsumers();
                bus.AddSyncConsumers();
                bus.AddWebhookConsumers();
                bus.AddPushConsumers();
                bus.AddErasureConsumers();
            }
        );
        builder
            .AddPeopleBackfill()
            .AddCommunityBackfills()
            .AddEventBackfill()
            .AddSyncBackfill()
            .AddModeration()
            .AddObjectStorage()
            .AddMail<MessagingDb>()
            .AddRealtime();
        builder
            .Services.AddSettings<MessagingOptions>()
            .AddPeople()
            .AddEncryption()
            .AddChannels()
            .AddMessages()
            .AddThreads()
            .AddDirect()
            .AddEventChats()
            .AddReading()
            .AddSearch()
            .AddAttachments()
            .AddUploads()
            .AddNotifications()
            .AddWebPush(builder.Configuration)
            .AddWebhooks(builder.Configuration)
            .AddCalls()
            .AddSync()
            .AddErasure();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapRealtime();
        app.MapPersonExport();
        app.MapEvidence();
        var api = app.MapGroup("/api/v1");
        api.MapMessages();
        api.MapChannels();
        api.MapReactions();
        api.MapThreads();
        api.MapDirect();
        api.MapEventChats();
        api.MapReading();
        api.MapSearch();
        api.MapAttachments();
        api.MapUploads();
        api.MapCalls();
        api.MapNotifications();
        api.MapWebPush();
        api.MapWebhooks();
        api.MapSync();
        return app;
    }
}
