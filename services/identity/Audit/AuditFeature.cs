using MassTransit;

namespace Community.Identity.Audit;

/// <summary>
/// The audit record of the whole fleet: acts of administrators and moderators in any service, acts of communities' owners and moderators,
/// logins, changes of how an account is protected, exports and erasures. docs/security/audit.md has the list.
/// </summary>
internal static class AuditFeature
{
    public static void AddAuditConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenStaffActed>();

    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditSealer>().AddHostedService(provider => provider.GetRequiredService<AuditSealer>());
        builder.Services.AddSingleton<AuditVerifier>().AddHostedService(provider => provider.GetRequiredService<AuditVerifier>());
        builder.Services.AddScoped<AuditCheck>();
        return builder;
    }

    public static void MapAudit(this IEndpointRouteBuilder api) => AuditEndpoints.Map(api);
}
