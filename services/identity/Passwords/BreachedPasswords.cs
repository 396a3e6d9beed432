using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Text;
using Microsoft.Win32.SafeHandles;

namespace Community.Identity.Passwords;

/// <summary>
/// The passwords that are known from breaches, in a file of the operator: a line for each, sorted, with the SHA-1 of the password in upper
/// case, a colon and a number. This is the form in which Have I Been Pwned publishes them. A password is found in about thirty short
/// reads, and never leaves the process. Safe for concurrent use.
/// </summary>
internal sealed class BreachedPasswords : IDisposable
{
    private const int HashLength = 40;
    private const int LongestLine = 64;

    private readonly SafeFileHandle? _file;
    private readonly long _length;

    public BreachedPasswords(BreachedPasswordOptions options)
    {
        if (string.IsNullOrEmpty(options.BreachedFile))
        {
            return;
        }

        _file = File.OpenHandle(options.BreachedFile, options: FileOptions.RandomAccess);
        _length = RandomAccess.GetLength(_file);
    }

    /// <summary>Whether the password is in the file; false if there is no file.</summary>
    public bool Contains(string password)
    {
        if (_file is null)
        {
            return false;
        }

#pragma warning disable CA5350 // The list has SHA-1. The hash is compared with public ones, and not stored.
        var hash = SHA1.HashData(Encoding.UTF8.GetBytes(password.Normalized(NormalizationForm.FormC)));
#pragma warning restore CA5350
        Span<byte> sought = stackalloc byte[HashLength];
        Encoding.ASCII.GetBytes(Convert.ToHexString(hash), sought);
        Span<byte> buffer = stackalloc byte[2 * LongestLine];
        // The line begins between the two, the first one included.
        var (low, high) = (0L, _length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var line = LineFrom(middle, buffer, out var start);
            var order = start >= high || line.Length < HashLength ? -1 : sought.SequenceCompareTo(line[..HashLength]);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (low, middle) : (start + 1, high);
        }

        return false;
    }

    /// <summary>The first line that begins at a position or after it, and where it begins.</summary>
    private ReadOnlySpan<byte> LineFrom(long position, Span<byte> buffer, out long start)
    {
        // If a line begins at the position, the end of the line before it is there.
        var from = Math.Max(0, position - 1);
        var read = RandomAccess.Read(_file!, buffer, from);
        var skipped = position == 0 ? 0 : buffer[..read].IndexOf((byte)'\n') + 1;
        var isFound = skipped > 0 || position == 0;
        start = isFound ? from + skipped : _length;
        return isFound ? buffer[skipped..read] : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

/// <summary>The passwords that are refused.</summary>
[Settings("Passwords")]
internal sealed class BreachedPasswordOptions : IValidatableObject
{
    /// <summary>
    /// A file of passwords that are known from breaches: none of them can be chosen. Each line is the SHA-1 of a password in upper case, a
    /// colon and a number, and the lines are sorted.
    /// </summary>
    public string? BreachedFile { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(BreachedFile) && !BeginsWithAHash(BreachedFile))
        {
            yield return new ValidationResult(
                "Passwords:BreachedFile must be a file that can be read, whose lines are SHA-1 hashes in upper case, a colon and a number."
            );
        }
    }

    private static bool BeginsWithAHash(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 40 and < 64 } line
                && line[40] == ':'
                && line[..40].All(char.IsAsciiHexDigitUpper);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
