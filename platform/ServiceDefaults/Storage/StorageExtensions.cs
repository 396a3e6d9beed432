using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Community.ServiceDefaults.Storage;

/// <summary>How to reach a bucket: configuration section <c>Storage:S3</c>.</summary>
public sealed class S3Options
{
    /// <summary>The server's URL, e.g. https://s3.eu-central-1.amazonaws.com.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The region that requests are signed for; servers other than Amazon's usually ignore it.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The bucket, which must exist.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>The access key's id.</summary>
    public string AccessKey { get; init; } = "";

    /// <summary>The access key's secret.</summary>
    public string SecretKey { get; init; } = "";

    /// <summary>True (the default): the bucket is in the path, as most servers other than Amazon's want it; false: in the host name.</summary>
    public bool PathStyle { get; init; } = true;

    /// <summary>How long one call may take, in seconds.</summary>
    public int TimeoutSeconds { get; init; } = 30;
}

/// <summary>Adds the object store.</summary>
public static class StorageExtensions
{
    /// <summary>
    /// Adds <see cref="IObjectStore"/>: the folder <c>Storage:Folder</c>, or the bucket <c>Storage:S3</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Neither or both are configured, or the bucket's settings are incomplete.</exception>
    public static WebApplicationBuilder AddObjectStorage(this WebApplicationBuilder builder)
    {
        var folder = builder.Configuration["Storage:Folder"];
        var s3 = builder.Configuration.GetSection("Storage:S3");
        var hasFolder = !string.IsNullOrWhiteSpace(folder);
        if (hasFolder == s3.Exists())
            throw new InvalidOperationException("Object storage needs either Storage:Folder or Storage:S3 (Endpoint, Bucket, AccessKey, SecretKey).");

        if (hasFolder)
        {
            builder.Services.AddSingleton<IObjectStore>(new FolderObjectStore(folder!));
            return builder;
        }

        var options = s3.Get<S3Options>()!;
        var missing = new[]
        {
            (nameof(S3Options.Endpoint), options.Endpoint), (nameof(S3Options.Bucket), options.Bucket),
            (nameof(S3Options.AccessKey), options.AccessKey), (nameof(S3Options.SecretKey), options.SecretKey),
        }.Where(setting => string.IsNullOrWhiteSpace(setting.Item2)).Select(setting => $"Storage:S3:{setting.Item1}").ToList();
        if (missing.Count > 0) throw new InvalidOperationException($"Object storage lacks {string.Join(", ", missing)}.");
        builder.Services.AddSingleton<IObjectStore>(_ => new S3ObjectStore(options)); // by a factory, so that it is disposed
        return builder;
    }
}
