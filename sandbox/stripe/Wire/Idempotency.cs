using System.Security.Cryptography;
using System.Text;
using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Wire;

/// <summary>
/// Idempotency keys of POST requests (https://docs.stripe.com/api/idempotent_requests): the first answer of an endpoint that began is
/// stored for a day, in the same transaction as its changes.
/// </summary>
internal sealed class Idempotency
{
    /// <summary>The header that has the key.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;
    private readonly HashSet<string> _inUse = new(StringComparer.Ordinal);

    /// <summary>Begins a request; dispose it when its answer is known.</summary>
    /// <exception cref="StripeException">409: another request with this key is running; 400: the key is too long.</exception>
    public KeyUse Begin(HttpRequest request, string form)
    {
        if (!HttpMethods.IsPost(request.Method) || request.Headers[Header] is not [{ Length: > 0 } key])
        {
            return new KeyUse(null, "", "", static () => { });
        }

        if (key.Length > MaxLength)
        {
            throw StripeException.Invalid($"Idempotency keys can have at most {MaxLength} characters.");
        }

        lock (_inUse)
        {
            if (!_inUse.Add(key))
            {
                throw StripeException.Idempotency(
                    StatusCodes.Status409Conflict,
                    $"There is currently another in-progress request using this Idempotent Key: {key}",
                    "idempotency_key_in_use"
                );
            }
        }

        return new KeyUse(key, request.Path.Value!, FingerprintOf(form), () => End(key));
    }

    // The order of parameters does not matter.
    private static string FingerprintOf(string form)
    {
        var pairs = form.Split('&');
        Array.Sort(pairs, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('&', pairs))));
    }

    private void End(string key)
    {
        lock (_inUse)
        {
            _inUse.Remove(key);
        }
    }
}

/// <summary>A key in use by one request; without a key it does nothing.</summary>
internal sealed class KeyUse(string? key, string path, string fingerprint, Action end) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>The key, or null.</summary>
    public string? Key => key;

    /// <summary>The stored answer, or null for a new key.</summary>
    /// <exception cref="StripeException">400: the key was used with another path or other parameters.</exception>
    public Answer? Replay(Transaction transaction)
    {
        if (
            key is null
            || transaction.Find<IdempotentAnswer>(IdempotentAnswer.IdOf(key)) is not { } kept
            || transaction.Timestamp - kept.Created > Kept.TotalSeconds
        )
        {
            return null;
        }

        if (kept.Path != path)
        {
            throw StripeException.Idempotency(
                StatusCodes.Status400BadRequest,
                $"Keys for idempotent requests can only be used for the same endpoint they were first used for ('{path}' vs '{kept.Path}')."
            );
        }

        return kept.Fingerprint == fingerprint
            ? new Answer(kept.Status, Encoding.UTF8.GetBytes(kept.Body), IsReplay: true)
            : throw StripeException.Idempotency(
                StatusCodes.Status400BadRequest,
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            );
    }

    /// <summary>Stores the answer in the transaction.</summary>
    public Answer Keep(Transaction transaction, Answer answer)
    {
        if (key is not null)
        {
            transaction.Put(
                new IdempotentAnswer
                {
                    Id = IdempotentAnswer.IdOf(key),
                    Created = transaction.Timestamp,
                    Path = path,
                    Fingerprint = fingerprint,
                    Status = answer.Status,
                    Body = Encoding.UTF8.GetString(answer.Body),
                }
            );
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => end();
}
