namespace Community.Messaging.Uploads;

/// <summary>Files of messages that arrive in parts, by the tus protocol.</summary>
internal static class UploadsFeature
{
    public static IServiceCollection AddUploads(this IServiceCollection services) =>
        services.AddScoped<UploadQuota>().AddScoped<UploadStore>().AddScoped<UploadReceiver>().AddHostedService<ExpiredUploads>();

    public static void MapUploads(this IEndpointRouteBuilder api) => UploadEndpoints.Map(api);
}
