using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Community.Platform.Mail;
using Community.Testing;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Community.Platform.Tests.Mail;

public sealed class MailSenderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("community-mail-").FullName;

    [Fact]
    public async Task AMailInThePickupFolderReadsAsItWasWritten()
    {
        var id = Guid.CreateVersion7();
        var text = "Grüße aus Zürich 👋\n\nhttps://example.org/reset?token=abc=def&x=1\n.\nEnd.";
        await Pickup()
            .SendAsync(
                id,
                new MailMessage("ada@example.org", "Passwort zurücksetzen – 日本語 👋 und noch etwas mehr Text, damit er umbricht", text),
                default
            );

        Directory.GetFiles(_folder).ShouldBe([Path.Combine(_folder, $"{id:N}.eml")]);
        var mail = ReceivedMail.ReadFolder(_folder).Single();
        mail.Subject.ShouldBe("Passwort zurücksetzen – 日本語 👋 und noch etwas mehr Text, damit er umbricht");
        mail.To.ShouldBe("ada@example.org");
        mail.Headers["from"].ShouldContain("no-reply@example.org");
        mail.Headers["message-id"].ShouldBe($"<{id:N}@example.org>");
        mail.Headers["date"].ShouldNotBeEmpty();
        mail.Headers["auto-submitted"].ShouldBe("auto-generated");
        mail.Text.ShouldBe(text);
        mail.Html.ShouldBeNull();
    }

    [Fact]
    public async Task PicturesAndFilesComeWithTheMail()
    {
        var picture = new MailAttachment("dot.png", "image/png", [1, 2, 3], "dot@mail");
        var file = new MailAttachment("event.ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR"u8.ToArray());
        var promised = new MailMessage("ada@example.org", "Ticket", "Text", "<img src=\"cid:dot@mail\">", [picture, file]);
        await Pickup()
            .SendAsync(Guid.CreateVersion7(), JsonSerializer.Deserialize<MailMessage>(JsonSerializer.Serialize(promised))!, default);

        var mail = ReceivedMail.ReadFolder(_folder).Single();
        (mail.Text, mail.Html).ShouldBe(("Text", "<img src=\"cid:dot@mail\">"));
        mail.Attachments.Select(part => (part.Type, part.ContentId, part.Content.Length))
            .ShouldBe([("image/png", "dot@mail", 3), ("text/calendar", null, 15)], ignoreOrder: true);
    }

    [Fact]
    public async Task HtmlIsAnAlternativeToTheText()
    {
        await Pickup().SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Hello", "Plain ü", "<p>Ünicode</p>"), default);
        var mail = ReceivedMail.ReadFolder(_folder).Single();
        mail.Headers["content-type"].ShouldStartWith("multipart/alternative");
        mail.Text.ShouldBe("Plain ü");
        mail.Html.ShouldBe("<p>Ünicode</p>");
    }

    [Fact]
    public async Task TheSameDeliveryTwiceIsOneFile()
    {
        var (id, mail) = (Guid.CreateVersion7(), new MailMessage("ada@example.org", "Hello", "Text"));
        await Pickup().SendAsync(id, mail, default);
        await Pickup().SendAsync(id, mail, default);
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    [Fact]
    public async Task AMailServerGetsTheMail()
    {
        await using var server = new SmtpServer();
        await Smtp(server).SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Grüße", "Zeile\n.Punkt\nüber"), default);
        var mail = ReceivedMail.Parse(server.Mails.Single());
        (mail.To, mail.Subject, mail.Text).ShouldBe(("ada@example.org", "Grüße", "Zeile\n.Punkt\nüber"));
        server.Recipients.Single().ShouldContain("<ada@example.org>");
    }

    [Fact]
    public async Task AnUnknownMailboxIsRefusedForGoodAndABusyServerIsNot()
    {
        await using var server = new SmtpServer { RecipientAnswer = "550 no such user here" };
        var mail = new MailMessage("ada@example.org", "Hello", "Text");
        await Should.ThrowAsync<DeliveryRefusedException>(() => Smtp(server).SendAsync(Guid.CreateVersion7(), mail, default));
        server.RecipientAnswer = "451 later";
        await Should.ThrowAsync<SmtpCommandException>(() => Smtp(server).SendAsync(Guid.CreateVersion7(), mail, default));
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task WithTlsRequiredNothingIsSentWithoutIt()
    {
        await using var server = new SmtpServer();
        var sender = new SmtpMailSender(
            new SmtpOptions
            {
                Host = "127.0.0.1",
                Port = server.Port,
                UseTls = true,
            },
            "no-reply@example.org"
        );
        await Should.ThrowAsync<NotSupportedException>(() =>
            sender.SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Hello", "Text"), default)
        );
        server.Recipients.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMailServerWithTlsAndAPasswordGetsTheMail(bool isTlsImplicit)
    {
        using var certificate = SmtpServer.SelfSigned();
        await using var server = new SmtpServer
        {
            Certificate = certificate,
            Password = "pässword",
            IsTlsImplicit = isTlsImplicit,
        };
        var options = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Username = "community",
            Password = "pässword",
        };
        var sender = new SmtpMailSender(options, "no-reply@example.org")
        {
            CertificateCheck = Only(certificate),
            IsTlsImplicit = isTlsImplicit,
        };
        await sender.SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Grüße", "Text"), default);
        ReceivedMail.Parse(server.Mails.Single()).Subject.ShouldBe("Grüße");
    }

    [Fact]
    public async Task ACertificateThatNoAuthorityHasSignedIsRefused()
    {
        using var certificate = SmtpServer.SelfSigned();
        await using var server = new SmtpServer { Certificate = certificate, Password = "password" };
        var options = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Username = "community",
            Password = "password",
        };
        var sender = new SmtpMailSender(options, "no-reply@example.org");
        await Should.ThrowAsync<SslHandshakeException>(() =>
            sender.SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Hello", "Text"), default)
        );
        server.Recipients.ShouldBeEmpty();
    }

    [Fact]
    public async Task AWrongPasswordIsTheOperatorsMistakeAndCostsNoMail()
    {
        using var certificate = SmtpServer.SelfSigned();
        await using var server = new SmtpServer { Certificate = certificate, Password = "password" };
        var options = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Username = "community",
            Password = "wrong",
        };
        var sender = new SmtpMailSender(options, "no-reply@example.org") { CertificateCheck = Only(certificate) };
        await Should.ThrowAsync<AuthenticationException>(() =>
            sender.SendAsync(Guid.CreateVersion7(), new MailMessage("ada@example.org", "Hello", "Text"), default)
        );
    }

    [Fact]
    public async Task ATextMessageInThePickupFolderIsJson()
    {
        var id = Guid.CreateVersion7();
        await new PickupFolderSmsSender(_folder).SendAsync(id, new TextMessage("+491701234567", "Ihr Code: 123456 ✓"), default);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_folder).Single()));
        json.RootElement.GetProperty("id").GetGuid().ShouldBe(id);
        json.RootElement.GetProperty("to").GetString().ShouldBe("+491701234567");
        json.RootElement.GetProperty("text").GetString().ShouldBe("Ihr Code: 123456 ✓");
    }

    [Theory]
    [InlineData("ada@example.org\r\nBcc: eve@example.org", "Hello")]
    [InlineData("ada@example.org\nBcc: eve@example.org", "Hello")]
    [InlineData("ada@example.org, eve@example.org", "Hello")]
    [InlineData("Ada <ada@example.org>", "Hello")]
    [InlineData("not an address", "Hello")]
    [InlineData("", "Hello")]
    [InlineData("ada@example.org", "Hello\r\nBcc: eve@example.org")]
    [InlineData("ada@example.org", "Hello\nX: y")]
    [InlineData("ada@example.org", "Hello\0")]
    [InlineData("ada@example.org", "Hello\u0085")]
    [InlineData("ada@example.org", "")]
    public void AnAddressOrSubjectThatCouldSmuggleAHeaderIsRefused(string to, string subject) =>
        Should.Throw<ArgumentException>(() => new MailMessage(to, subject, "Text"));

    [Theory]
    [InlineData("0170 1234567")]
    [InlineData("+49170123456789012")]
    [InlineData("+49170\n12345")]
    [InlineData("+٤٩١٧٠١٢٣٤٥")]
    [InlineData("")]
    public void WhatIsNoTelephoneNumberIsRefused(string to) => Should.Throw<ArgumentException>(() => new TextMessage(to, "Text"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RemoteCertificateValidationCallback Only(X509Certificate2 certificate) =>
        (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString();

    private PickupFolderMailSender Pickup() => new(_folder, "Community <no-reply@example.org>");

    private static SmtpMailSender Smtp(SmtpServer server) =>
        new(
            new SmtpOptions
            {
                Host = "127.0.0.1",
                Port = server.Port,
                UseTls = false,
            },
            "Community <no-reply@example.org>"
        );
}
