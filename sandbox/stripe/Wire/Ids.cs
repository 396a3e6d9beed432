using System.Security.Cryptography;

namespace Community.StripeSandbox.Wire;

/// <summary>New ids in Stripe's form: a prefix that names the type, then random letters and digits.</summary>
internal static class Ids
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new id, such as <c>ch_3kQ…</c>; by default 24 random characters.</summary>
    public static string New(string prefix, int length = 24) => $"{prefix}_{RandomNumberGenerator.GetString(Alphabet, length)}";
}
