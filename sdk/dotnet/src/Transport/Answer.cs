using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Community.Sdk.Transport;

/// <summary>Reads an operation's answer, and writes it for the fake.</summary>
internal sealed record Answer<T>(Func<HttpResponseMessage, CancellationToken, Task<T>> Read, Func<T, (int Status, byte[] Body)> Write);

internal static class Answer
{
    public static Answer<Download> File { get; } =
        new(static (_, _) => throw new InvalidOperationException("A file is not read at once."), static _ => (200, []));

    // The metadata of a type is made when its operation is first called.
    public static Answer<T> Json<T>(int status, Func<JsonTypeInfo<T>> type) =>
        new(
            (response, cancellationToken) => ReadAsync(response, type(), cancellationToken),
            value => (status, JsonSerializer.SerializeToUtf8Bytes(value, type()))
        );

    public static Answer<Either<TFirst, TSecond>> Either<TFirst, TSecond>(
        int first,
        Func<JsonTypeInfo<TFirst>> firstType,
        int second,
        Func<JsonTypeInfo<TSecond>> secondType
    )
        where TFirst : class
        where TSecond : class =>
        new(
            async (response, cancellationToken) =>
                (int)response.StatusCode == second
                    ? new(First: null, await ReadAsync(response, secondType(), cancellationToken).ConfigureAwait(false))
                    : new(await ReadAsync(response, firstType(), cancellationToken).ConfigureAwait(false), Second: null),
            value =>
                value.Second is { } two
                    ? (second, JsonSerializer.SerializeToUtf8Bytes(two, secondType()))
                    : (first, JsonSerializer.SerializeToUtf8Bytes(value.First!, firstType()))
        );

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("The answer is null.");
        }
    }
}
