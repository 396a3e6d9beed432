using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Community.Platform.Storage;

/// <summary>Objects in a bucket of any server with the S3 protocol.</summary>
internal sealed class S3ObjectStore(S3Options options, SpoolSpace space) : IObjectStore, IDisposable
{
    private readonly AmazonS3Client _client = ClientOf(options);

    public async Task<StoredObject> PutAsync(
        string key,
        Stream content,
        string contentType,
        long maxBytes,
        CancellationToken cancellationToken = default
    )
    {
        ObjectKey.Checked(key);
        // S3 needs the length first, and the SDK must be able to repeat a failed request, so the content is spooled to a private file.
        await using var spool = await TemporaryFile.SpoolAsync(content, maxBytes, space, cancellationToken);
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            InputStream = spool,
            ContentType = contentType,
            AutoCloseStream = false,
            UseChunkEncoding = false,
        };
        var answer = await CallAsync(() => _client.PutObjectAsync(request, cancellationToken));
        return new StoredObject(key, contentType, spool.Length, Unquoted(answer.ETag));
    }

    public async Task<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKey.Checked(key);
        var answer = await FindCallAsync(() => _client.GetObjectAsync(options.Bucket, key, cancellationToken));
        return answer is null
            ? null
            : new ObjectContent(
                new StoredObject(key, answer.Headers.ContentType, answer.Headers.ContentLength, Unquoted(answer.ETag)),
                new S3RangeStream(
                    answer.ResponseStream,
                    answer.Headers.ContentLength,
                    (from, stop) => OpenAtAsync(key, answer.ETag, from, stop)
                ),
                answer
            );
    }

    // The same object, or none: an object that was replaced meanwhile must not be joined to its predecessor.
    private async Task<Stream> OpenAtAsync(string key, string etag, long from, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={from}-")),
            EtagToMatch = etag,
        };
        return (await CallAsync(() => _client.GetObjectAsync(request, cancellationToken))).ResponseStream;
    }

    public async Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKey.Checked(key);
        var answer = await FindCallAsync(() => _client.GetObjectMetadataAsync(options.Bucket, key, cancellationToken));
        return answer is null
            ? null
            : new StoredObject(key, answer.Headers.ContentType, answer.Headers.ContentLength, Unquoted(answer.ETag));
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        FindCallAsync(() => _client.DeleteObjectAsync(options.Bucket, ObjectKey.Checked(key), cancellationToken));

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = ObjectKey.CheckedPrefix(prefix) };
        do
        {
            var page = await CallAsync(() => _client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found.Key;
            }
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (request.ContinuationToken is not null);
    }

    public void Dispose() => _client.Dispose();

    private static AmazonS3Client ClientOf(S3Options options) =>
        new(
            new BasicAWSCredentials(options.AccessKey, options.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = options.Endpoint,
                AuthenticationRegion = options.Region,
                ForcePathStyle = options.PathStyle,
                Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
                MaxErrorRetry = 2,
                // Only Amazon itself is sure to support the checksum headers that the SDK adds by default since version 4.
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );

    private static string Unquoted(string? etag) => (etag ?? "").Trim('"');

    private static async Task<T?> FindCallAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await CallAsync(call);
        }
        catch (ObjectStoreException e)
            when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return null;
        }
    }

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e)
            when (e.StatusCode == HttpStatusCode.InsufficientStorage || e.ErrorCode is "QuotaExceeded" or "XMinioStorageFull")
        {
            throw new ObjectStoreException(ObjectStoreFailure.Full, "The bucket has no space left.", e);
        }
        catch (Exception e)
            when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new ObjectStoreException(ObjectStoreFailure.Unavailable, "The bucket cannot be used.", e);
        }
    }
}
