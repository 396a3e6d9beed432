using Community.Platform.Hosting.Configuration;
using Community.Platform.Storage;

namespace Community.Messaging.Attachments;

/// <summary>Files of messages.</summary>
internal static class AttachmentsFeature
{
    public static IServiceCollection AddAttachments(this IServiceCollection services) =>
        services
            .AddDroppedObjects(
                new ObjectReference("attachments", "object_key"),
                new ObjectReference("evidence_files", "object_key"),
                new ObjectReference("upload_parts", "object_key")
            )
            .AddSettings<ScannerOptions>()
            .AddSingleton<VirusScanner>()
            .AddSingleton<AttachmentIntake>()
            .AddHostedService<UnusedAttachments>()
            .AddSingleton<LinkKeyRing>()
            .AddHostedService(provider => provider.GetRequiredService<LinkKeyRing>());

    public static void MapAttachments(this IEndpointRouteBuilder api) => AttachmentEndpoints.Map(api);
}
