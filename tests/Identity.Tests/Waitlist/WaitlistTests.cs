using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Waitlist;

public sealed class WaitlistTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task JoiningMailsTheTokenOfAPlace()
    {
        var first = await PlaceOfAsync(NewEmail());
        var email = NewEmail();
        var second = await PlaceOfAsync(email);

        second["position"]!.GetValue<long>().ShouldBe(first["position"]!.GetValue<long>() + 1);
        second["waitlist_position"]!.GetValue<long>().ShouldBe(second["position"]!.GetValue<long>());
        second.ToJsonString().ShouldNotContain(email);
    }

    [Fact]
    public async Task TheAnswerIsTheSameForEveryAddressAndHoldsNoToken()
    {
        var email = NewEmail();
        var first = await JoinedAsync(email, "a friend");
        var again = await JoinedAsync(email);
        var other = await JoinedAsync(NewEmail());

        first.ToJsonString().ShouldBe("""{"message":"Successfully joined the waitlist! Check your email for confirmation."}""");
        again.ToJsonString().ShouldBe(first.ToJsonString());
        other.ToJsonString().ShouldBe(first.ToJsonString());
    }

    [Fact]
    public async Task JoiningAgainInAnySpellingIsTheSamePlaceAndMailsNothingWithinADay()
    {
        var email = NewEmail();
        var first = await PlaceOfAsync(email);
        await JoinedAsync(NewEmail());

        await JoinedAsync(email.ToUpperInvariant());

        var later = NewEmail();
        await JoinedAsync(later);
        await application.Mailbox.WaitForMailAsync(later); // Mails are sent in order: a mail for the repetition would be there.
        application.Mailbox.MailsTo(email).Count.ShouldBe(1);

        application.Clock.Advance(TimeSpan.FromDays(1.1));
        await JoinedAsync(email);
        var mail = await application.Mailbox.WaitForMailAsync(email, count: 2);
        (await StatusAsync(mail.Token).ShouldBeAsync(HttpStatusCode.OK))["position"]!
            .GetValue<long>()
            .ShouldBe(first["position"]!.GetValue<long>());
    }

    [Fact]
    public async Task JoiningTwentyTimesAtOnceIsOnePlaceAndOneMail()
    {
        var email = NewEmail();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => JoinedAsync(email)));

        answers.Select(answer => answer.ToJsonString()).Distinct().ShouldHaveSingleItem();
        (await application.QueryAsync<long>("SELECT count(*) FROM waitlist_entries WHERE email_key = $1", email)).ShouldBe(1);
        await application.Mailbox.WaitForMailAsync(email);
        application.Mailbox.MailsTo(email).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"email":null}""")]
    [InlineData("""{"email":""}""")]
    [InlineData("""{"email":"nobody"}""")]
    [InlineData("""{"email":"a@b.example\r\nBcc: c@d.example"}""")]
    [InlineData("""{"email":["a@example.org"]}""")]
    [InlineData("""{"email":"a@example.org","source":"line\nline"}""")]
    public async Task ABadAddressIsRefusedAndStoresNothing(string body)
    {
        var before = await application.QueryAsync<long>("SELECT count(*) FROM waitlist_entries");
        using var anonymous = application.Anonymous();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await anonymous.PostAsync("/api/v1/waitlist", content).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await application.QueryAsync<long>("SELECT count(*) FROM waitlist_entries")).ShouldBe(before);
    }

    [Theory]
    [InlineData("invented", HttpStatusCode.NotFound)]
    [InlineData("", HttpStatusCode.NotFound)]
    public async Task AnInventedTokenShowsNothing(string token, HttpStatusCode status) => await StatusAsync(token).ShouldBeAsync(status);

    /// <summary>Joins, and opens the link in the mail.</summary>
    private async Task<JsonNode> PlaceOfAsync(string email)
    {
        await JoinedAsync(email);
        var mail = await application.Mailbox.WaitForMailAsync(email, "waitlist");
        return await StatusAsync(mail.Token).ShouldBeAsync(HttpStatusCode.OK);
    }

    private static string NewEmail() => $"w{Random.Shared.NextInt64():x}@example.org";

    private async Task<JsonNode> JoinedAsync(string email, string? source = null)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/waitlist", new { email, source }).ShouldBeAsync(HttpStatusCode.Created);
    }

    private async Task<HttpResponseMessage> StatusAsync(string token)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.GetAsync($"/api/v1/waitlist/status?token={token}");
    }
}
