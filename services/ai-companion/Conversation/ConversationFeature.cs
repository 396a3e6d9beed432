using Community.Companion.Conversation.Findings;
using Community.Companion.Conversation.Guide;
using Community.Companion.Conversation.Model;
using Community.Companion.Conversation.Sessions;
using Community.Companion.Offline;
using Community.Companion.Safety;
using Community.Companion.Selling;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.Companion.Conversation;

internal static class ConversationFeature
{
    public static void AddConversation(this WebApplicationBuilder builder)
    {
        var model = builder.Configuration.GetSettings<ModelOptions>();
        var services = builder.Services;
        services.AddSettings<ConversationOptions>();
        var client = model.Address is { } address
            ? new MeasuredChatClient(new OpenAiChatClient(address, model.ApiKey, model.Name, model.Timeout), address, model.Name)
            : null;
        services.AddSingleton(new CompanionModel(client, model));
        if (client is not null)
        {
            services.AddSingleton<IChatClient>(client);
        }

        services.AddSafety().AddOffline();
        services.TryAddSingleton<RequestReader>();
        services.AddScoped<PlatformGuide>();
        services.AddSingleton<Answering>();
        services.AddHostedService(provider => provider.GetRequiredService<Answering>());
        services.AddHostedService<AbandonedAnswers>();
        services.AddHostedService<FindingMetrics>();
        services.AddScoped<HelpForRefused>();
        services.AddScoped<Posting>();
        services.AddScoped<Editing>();
        services.AddScoped<Talk>();
        services.AddScoped<Following>();
        services.AddScoped<IGoods, SessionGoods>();
    }

    public static void MapConversation(this IEndpointRouteBuilder api)
    {
        api.MapTalk();
        api.MapContext();
        api.MapSessions();
        api.MapSafetyCounts();
    }
}
