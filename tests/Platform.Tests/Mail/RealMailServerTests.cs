using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Community.Platform.Mail;
using Community.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Community.Platform.Tests.Mail;

/// <summary>
/// The sender against Exim, which offers STARTTLS and, over TLS alone, AUTH PLAIN. Skipped where Exim (Debian's exim4-daemon-light) is not
/// installed; <see cref="MailSenderTests"/> has the same cases with a server of our own.
/// </summary>
public sealed class RealMailServerTests : IAsyncLifetime
{
    private const string Account = "community";
    private const string Password = "correct horse";

    private readonly string _folder = Directory.CreateTempSubdirectory("community-exim-").FullName;
    private readonly X509Certificate2 _certificate = SmtpServer.SelfSigned();
    private Process? _exim;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program)
        {
            return;
        }

        _port = FreePort();
        await WriteAsync("cert.pem", _certificate.ExportCertificatePem());
        using var key = _certificate.GetECDsaPrivateKey();
        await WriteAsync("key.pem", key!.ExportPkcs8PrivateKeyPem());
        await WriteAsync("exim.conf", Configuration(program));
        foreach (var name in new[] { "spool", "log", "mail" })
        {
            Open(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName);
        }

        Open(_folder);
        _exim = Process.Start(new ProcessStartInfo(program, ["-C", Path.Combine(_folder, "exim.conf"), "-bdf"]));
        await Poll.UntilAsync(IsListeningAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (_exim is { HasExited: false })
        {
            _exim.Kill(entireProcessTree: true);
            await _exim.WaitForExitAsync();
        }

        _exim?.Dispose();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AMailArrivesAsItWasWritten()
    {
        SkipWithoutServer();
        var id = Guid.CreateVersion7();

        await Sender(Password).SendAsync(id, new MailMessage("ada@example.org", "Grüße", "Zeile\n.Punkt\nüber", "<p>Zeile</p>"), default);

        await Poll.UntilAsync(() => Arrived().Length == 1);
        var mail = ReceivedMail.Parse(await File.ReadAllTextAsync(Arrived()[0], TestContext.Current.CancellationToken));
        (mail.To, mail.Subject, mail.Text, mail.Html).ShouldBe(("ada@example.org", "Grüße", "Zeile\n.Punkt\nüber", "<p>Zeile</p>"));
        mail.Headers["message-id"].ShouldBe($"<{id:N}@example.org>");
        // with esmtpsa: RFC 3848, over TLS and authenticated.
        mail.Headers["received"].ShouldContain("esmtpsa");
    }

    [Fact]
    public async Task WithAWrongPasswordNothingIsSentAndTheMailWaits()
    {
        SkipWithoutServer();

        await Should.ThrowAsync<AuthenticationException>(() => Sender("wrong").SendAsync(Guid.CreateVersion7(), Mail, default));

        Arrived().ShouldBeEmpty();
    }

    [Fact]
    public async Task WithoutAPasswordTheServerRefusesAndTheMailWaits()
    {
        SkipWithoutServer();

        await Should.ThrowAsync<SmtpCommandException>(() => Sender(password: null).SendAsync(Guid.CreateVersion7(), Mail, default));

        Arrived().ShouldBeEmpty();
    }

    [Fact]
    public async Task AStrangersCertificateGetsNoPassword()
    {
        SkipWithoutServer();
        var checkedBySystem = new SmtpMailSender(Options(Password), "no-reply@example.org");

        await Should.ThrowAsync<SslHandshakeException>(() => checkedBySystem.SendAsync(Guid.CreateVersion7(), Mail, default));

        Arrived().ShouldBeEmpty();
    }

    private static MailMessage Mail { get; } = new("ada@example.org", "Hello", "Text");

    private string[] Arrived() =>
        Directory.Exists(Path.Combine(_folder, "mail", "new")) ? Directory.GetFiles(Path.Combine(_folder, "mail", "new")) : [];

    private SmtpMailSender Sender(string? password) =>
        new(Options(password), "no-reply@example.org")
        {
            CertificateCheck = (_, certificate, _, _) =>
                certificate is not null && certificate.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawData),
        };

    private SmtpOptions Options(string? password) =>
        new()
        {
            Host = "127.0.0.1",
            Port = _port,
            UseTls = true,
            Username = password is null ? null : Account,
            Password = password,
        };

    private void SkipWithoutServer() => Assert.SkipWhen(_exim is null, "exim4 is not installed");

    private string Configuration(string program) =>
        $$$"""
            exim_path = {{{program}}}
            deliver_drop_privilege = true
            primary_hostname = mail.example.org
            keep_environment = LD_LIBRARY_PATH
            spool_directory = {{{_folder}}}/spool
            log_file_path = {{{_folder}}}/log/%slog
            pid_file_path =
            notifier_socket =
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = {{{_port}}}
            tls_advertise_hosts = *
            tls_certificate = {{{_folder}}}/cert.pem
            tls_privatekey = {{{_folder}}}/key.pem
            auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
            acl_smtp_rcpt = rcpt
            begin acl
            rcpt:
              accept authenticated = *
              deny message = authentication required
            begin routers
            all:
              driver = accept
              transport = keep
            begin transports
            keep:
              driver = appendfile
              directory = {{{_folder}}}/mail
              maildir_format
            begin authenticators
            plain:
              driver = plaintext
              public_name = PLAIN
              server_prompts = :
              server_condition = ${if eq{$auth2:$auth3}{{{{Account}}}:{{{Password}}}}}
              server_set_id = $auth2

            """;

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    // Exim runs as a user of its own.
    private static void Open(string folder) =>
        File.SetUnixFileMode(
            folder,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead
                | UnixFileMode.GroupWrite
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherWrite
                | UnixFileMode.OtherExecute
        );

    private async Task<bool> IsListeningAsync()
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "exim4"))
            .FirstOrDefault(File.Exists);
}
