using Community.Companion.Badges;
using Community.Companion.CheckIns;
using Community.Companion.Connections;
using Community.Companion.Opportunities;
using Community.Companion.Registrations;
using Community.Companion.Streaks;
using MassTransit;

namespace Community.Companion.Dashboard;

/// <summary>The daily path: check-ins, streaks, badges, the dashboard, and opportunities.</summary>
internal static class DashboardFeature
{
    public static void AddPath(this WebApplicationBuilder builder)
    {
        builder.AddConnections();
        builder.Services.AddOpportunities();
    }

    public static void AddPathConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConnectionConsumers();
        bus.AddRegistrationConsumers();
        bus.AddStreakConsumers();
    }

    public static void MapPath(this IEndpointRouteBuilder api)
    {
        api.MapCheckIns();
        api.MapBadges();
        api.MapDashboard();
        api.MapOpportunities();
    }
}
