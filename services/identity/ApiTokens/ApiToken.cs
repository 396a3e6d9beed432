using System.Security.Cryptography;
using System.Text;
using Community.Identity.Login;

namespace Community.Identity.ApiTokens;

/// <summary>
/// A token for a program of a user. It belongs to a session of its own, which has no refresh token: everything that ends the user's
/// sessions (a new password, a suspension, the erasure, logging out everywhere) ends the token, and the fleet learns of it in the same way.
/// </summary>
internal sealed class ApiToken : IWayIn
{
    /// <summary>The beginning of every token, so that scanners of source code recognise it.</summary>
    public const string Mark = "cmt_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Letters = 40; // of 62: 238 bits
    private const int ShownLetters = 4;

    /// <summary>The id of its session.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Chosen by the user.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, which is shown once.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Its first letters, by which the owner recognises it.</summary>
    public required string Prefix { get; init; }

    public required string[] Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute or so: the gateway asks again only then.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>When its owner was told that it expires soon.</summary>
    public DateTimeOffset? RemindedAt { get; set; }

    public static string NewText() => Mark + RandomNumberGenerator.GetString(Alphabet, Letters);

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static string PrefixOf(string text) => text[..(Mark.Length + ShownLetters)];
}
