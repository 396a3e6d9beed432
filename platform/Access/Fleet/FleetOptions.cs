using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Access.Fleet;

/// <summary>The credential that the services of the fleet share.</summary>
[Settings("Fleet")]
internal sealed class FleetOptions : IValidatableObject
{
    private const int LeastLength = 32;
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
    );

    /// <summary>
    /// At least 32 characters of <c>A-Z a-z 0-9 - . _ ~ + / =</c> (a token68 of RFC 9110), at random; the same in every service.
    /// </summary>
    public string Key { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length < LeastLength || Key.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            yield return new("Fleet:Key must have at least 32 characters, out of A-Z a-z 0-9 - . _ ~ + / =", [nameof(Key)]);
        }
    }
}
