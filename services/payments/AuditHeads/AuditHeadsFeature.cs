using MassTransit;

namespace Community.Payments.AuditHeads;

/// <summary>The hashes of identity's audit record.</summary>
internal static class AuditHeadsFeature
{
    public static void AddAuditHeadConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenAuditSealed>();

    public static void MapAuditHeads(this IEndpointRouteBuilder endpoints) => AuditHeadEndpoints.Map(endpoints);
}
