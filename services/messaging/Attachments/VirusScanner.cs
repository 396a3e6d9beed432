using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Attachments;

/// <summary>
/// Lets the operator's ClamAV check files, by the command INSTREAM of its daemon. Without an address nothing is checked. Safe for
/// concurrent use.
/// </summary>
internal sealed partial class VirusScanner(ScannerOptions options, ILogger<VirusScanner> logger)
{
    private const int Piece = 64 * 1024;
    private const int LongestAnswer = 1_024;

    /// <summary>Whether files are checked.</summary>
    public bool IsOn => !string.IsNullOrEmpty(options.Address);

    /// <summary>Checks a file.</summary>
    /// <param name="content">The bytes, read once.</param>
    /// <returns>Whether nothing was found in it.</returns>
    /// <exception cref="ScannerException">The scanner is away, or did not check the file.</exception>
    public async Task<bool> IsCleanAsync(Stream content)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds));
        string answer;
        try
        {
            answer = await AskAsync(content, limit.Token);
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            Log.Away(logger, failure.Message);
            throw new ScannerException("The scanner does not answer.", failure);
        }

        if (answer.EndsWith(" FOUND", StringComparison.Ordinal))
        {
            Log.Found(logger, answer);
            return false;
        }

        if (!answer.EndsWith(": OK", StringComparison.Ordinal))
        {
            Log.Away(logger, answer);
            throw new ScannerException(answer);
        }

        return true;
    }

    private async Task<string> AskAsync(Stream content, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        var (host, port) = options.Endpoint;
        await client.ConnectAsync(host, port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        // Each piece has its length before it, and an empty piece is the end.
        var piece = new byte[sizeof(int) + Piece];
        for (int read; (read = await content.ReadAsync(piece.AsMemory(sizeof(int)), cancellationToken)) > 0; )
        {
            BinaryPrimitives.WriteInt32BigEndian(piece, read);
            await stream.WriteAsync(piece.AsMemory(0, sizeof(int) + read), cancellationToken);
        }

        await stream.WriteAsync(new byte[sizeof(int)], cancellationToken);
        var answer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.ASCII.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The virus scanner refused a file: {Answer}")]
        public static partial void Found(ILogger logger, string answer);

        [LoggerMessage(2, LogLevel.Warning, "The virus scanner did not check a file, so that it was not taken: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}

/// <summary>A file could not be checked.</summary>
internal sealed class ScannerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The virus scanner for files of messages.</summary>
[Settings("Scanner")]
internal sealed class ScannerOptions : IValidatableObject
{
    /// <summary>The address of a ClamAV daemon (host:port). While it is away, no file is taken. None: files are not checked.</summary>
    public string? Address { get; init; }

    /// <summary>How many seconds the check of a file may take.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; init; } = 20;

    internal (string Host, int Port) Endpoint => (Address![..Address!.LastIndexOf(':')], PortOf(Address!));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Address) && (Address.LastIndexOf(':') < 1 || PortOf(Address) == 0))
        {
            yield return new ValidationResult("Scanner:Address must be host:port.");
        }
    }

    private static int PortOf(string address) =>
        ushort.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : 0;
}
