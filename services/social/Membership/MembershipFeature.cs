using Community.Platform.Hosting.Configuration;
using Community.Social.Communities;

namespace Community.Social.Membership;

/// <summary>Membership of communities.</summary>
internal static class MembershipFeature
{
    public static WebApplicationBuilder AddMembership(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<MembershipOptions>();
        builder.Services.AddSingleton<MembershipStore>();
        builder.Services.AddSingleton<MembershipBatcher>();
        builder.Services.AddScoped<Admission>();
        builder.Services.AddScoped<CircleLimit>();
        builder.Services.AddScoped<IWhenCommunityDeleted, DeletedCommunityClosing>();
        return builder;
    }

    public static void MapMembership(this IEndpointRouteBuilder api) => MembershipEndpoints.Map(api);

    public static void MapMembershipSnapshots(this IEndpointRouteBuilder endpoints) => MembershipSnapshotEndpoints.Map(endpoints);
}
