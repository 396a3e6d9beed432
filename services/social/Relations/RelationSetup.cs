using Community.Social.Blocks;
using Community.Social.Connections;
using Community.Social.Follows;

namespace Community.Social.Relations;

internal static class RelationSetup
{
    /// <summary>Connections, follows and blocks.</summary>
    public static IServiceCollection AddRelations(this IServiceCollection services) => services
        .AddSingleton(provider => RelationOptions.Read(provider.GetRequiredService<IConfiguration>()))
        .AddScoped<Dealings>()
        .AddScoped<Connecting>()
        .AddScoped<Following>()
        .AddScoped<FollowLists>()
        .AddScoped<Blocking>();
}
