using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Community.Platform.Tests.Mail;

/// <summary>
/// A mail server that stores the mails it receives: the part of RFC 5321 that a client needs, on its own port. With a certificate it offers
/// STARTTLS, or speaks TLS from the first byte. With a password it accepts mails only after AUTH PLAIN, which it offers over TLS alone.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public SmtpServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The answer to RCPT TO, while it is set.</summary>
    public volatile string? RecipientAnswer;

    /// <summary>Null: no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>TLS from the first byte instead of STARTTLS.</summary>
    public bool IsTlsImplicit { get; init; }

    /// <summary>The password of the account "community"; null: none is required.</summary>
    public string? Password { get; init; }

    /// <summary>A self-signed certificate for 127.0.0.1.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    public ConcurrentQueue<string> Recipients { get; } = [];

    public ConcurrentQueue<string> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // First the loop: a listener that is closed between two of its rounds refuses the next one with another exception.
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        Stream stream = client.GetStream();
        try
        {
            if (IsTlsImplicit)
            {
                stream = await SecuredAsync(stream);
            }

            await Writer(stream).WriteLineAsync("220 test");
            while (await SessionAsync(stream, isSecure: stream is SslStream))
            {
                stream = await SecuredAsync(stream);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client has gone, or refuses such a certificate.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>Answers until the client leaves (false) or asks for TLS (true).</summary>
    private async Task<bool> SessionAsync(Stream stream, bool isSecure)
    {
        var (reader, writer) = (new StreamReader(stream, Encoding.Latin1), Writer(stream));
        var isKnown = Password is null;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line[..Math.Min(4, line.Length)].ToUpperInvariant())
            {
                case "EHLO":
                    var offers = new List<string> { "test" };
                    if (Certificate is not null && !isSecure)
                    {
                        offers.Add("STARTTLS");
                    }
                    if (Password is not null && isSecure)
                    {
                        offers.Add("AUTH PLAIN");
                    }
                    for (var i = 0; i < offers.Count; i++)
                    {
                        await writer.WriteLineAsync($"250{(i == offers.Count - 1 ? ' ' : '-')}{offers[i]}");
                    }
                    break;
                case "STAR" when Certificate is not null:
                    await writer.WriteLineAsync("220 go on");
                    return true;
                case "AUTH":
                    var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0community\0{Password}"));
                    isKnown = isSecure && line == $"AUTH PLAIN {expected}";
                    await writer.WriteLineAsync(isKnown ? "235 welcome" : "535 wrong password");
                    break;
                case "MAIL" when !isKnown:
                    await writer.WriteLineAsync("530 authentication required");
                    break;
                case "RCPT":
                    Recipients.Enqueue(line);
                    await writer.WriteLineAsync(RecipientAnswer ?? "250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(await ReadMailAsync(reader));
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return false;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }

        return false;
    }

    private async Task<Stream> SecuredAsync(Stream stream)
    {
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(Certificate!);
        return secured;
    }

    private static StreamWriter Writer(Stream stream) => new(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };

    private static async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line and not ".")
        {
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }
        return mail.ToString();
    }
}
