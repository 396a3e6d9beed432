using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Storage;

/// <summary>Where objects are stored: in a folder or in a bucket.</summary>
[Settings("Storage")]
internal sealed class StorageOptions : IValidatableObject
{
    /// <summary>The folder, instead of a bucket.</summary>
    public string? Folder { get; init; }

    /// <summary>The bucket.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>
    /// Disk space of the process's temporary folder for files on their way, in MiB; 503 beyond it. A container's limit must be higher.
    /// </summary>
    [Range(128, 1_048_576)]
    public int SpoolMegabytes { get; init; } = DefaultSpoolMegabytes;

    internal const int DefaultSpoolMegabytes = 2_048;

    internal bool HasFolder => !string.IsNullOrWhiteSpace(Folder);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HasFolder == S3 is not null)
        {
            yield return new("Object storage needs either Storage:Folder or Storage:S3 (Endpoint, Bucket, AccessKey, SecretKey).");
        }
        else if (S3?.Missing() is [_, ..] missing)
        {
            yield return new($"Object storage lacks {string.Join(", ", missing.Select(name => $"Storage:S3:{name}"))}.");
        }
    }
}

/// <summary>How to reach a bucket.</summary>
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

    /// <summary>
    /// True (the default): the bucket is in the path, as most servers other than Amazon's need it; false: in the host name.
    /// </summary>
    public bool PathStyle { get; init; } = true;

    /// <summary>How long one call may take, in seconds.</summary>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; init; } = 30;

    internal List<string> Missing()
    {
        (string Name, string Value)[] required =
        [
            (nameof(Endpoint), Endpoint),
            (nameof(Bucket), Bucket),
            (nameof(AccessKey), AccessKey),
            (nameof(SecretKey), SecretKey),
        ];
        return [.. required.Where(setting => string.IsNullOrWhiteSpace(setting.Value)).Select(setting => setting.Name)];
    }
}

/// <summary>Adds the object store.</summary>
public static class StorageExtensions
{
    /// <summary>
    /// Adds <see cref="IObjectStore"/>: the folder <c>Storage:Folder</c>, or the bucket <c>Storage:S3</c>.
    /// </summary>
    /// <exception cref="OptionsValidationException">Neither or both are configured, or the bucket's settings are incomplete.</exception>
    public static WebApplicationBuilder AddObjectStorage(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IExceptionProblems, StorageProblems>();
        var options = builder.Configuration.GetSettings<StorageOptions>();
        var space = new SpoolSpace(options.SpoolMegabytes);
        builder.Services.AddSingleton(space);
        builder.Services.AddSingleton<IBodySpool>(new BodySpool(space));
        if (options.HasFolder)
        {
            builder.Services.AddSingleton<IObjectStore>(new FolderObjectStore(options.Folder!));
        }
        else
        {
            // Registered by a factory, so that it is disposed.
            builder.Services.AddSingleton<IObjectStore>(_ => new S3ObjectStore(options.S3!, space));
        }

        return builder;
    }
}
