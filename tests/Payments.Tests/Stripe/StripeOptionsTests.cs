using Community.Payments.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeOptionsTests
{
    private static readonly Dictionary<string, string?> Good = new(StringComparer.Ordinal)
    {
        ["Stripe:SecretKey"] = "sk_test_1",
        ["Stripe:WebhookSecrets:0"] = "whsec_1",
    };

    [Fact]
    public async Task WithItsKeysTheServiceStartsAgainstTheRealStripe()
    {
        var options = await StartAsync(Good);
        options.ApiBase.ShouldBe("https://api.stripe.com");
        options.SecretKey.ShouldBe("sk_test_1");
        options.WebhookSecrets.ShouldBe(["whsec_1"]);
        options.Timings.Attempt.ShouldBe(TimeSpan.FromSeconds(10));
        options.Timings.Total.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task SecretsOfTheWebhookAreOneValueOrMany()
    {
        (await StartAsync(With(("Stripe:WebhookSecrets:0", null), ("Stripe:WebhookSecrets", "whsec_1, whsec_2")))).WebhookSecrets.ShouldBe([
            "whsec_1",
            "whsec_2",
        ]);
        (await StartAsync(With(("Stripe:WebhookSecrets:1", "whsec_2")))).WebhookSecrets.ShouldBe(["whsec_1", "whsec_2"]);
    }

    [Theory]
    [InlineData("Stripe:SecretKey", null, "Stripe:SecretKey is missing")]
    [InlineData("Stripe:SecretKey", " ", "Stripe:SecretKey is missing")]
    [InlineData("Stripe:SecretKey", "pk_test_1", "Stripe:SecretKey must be")]
    [InlineData("Stripe:SecretKey", "sk_test_1\r\nX: y", "Stripe:SecretKey must be")]
    [InlineData("Stripe:WebhookSecrets:0", null, "Stripe:WebhookSecrets is missing")]
    [InlineData("Stripe:WebhookSecrets:0", "", "Stripe:WebhookSecrets is missing")]
    [InlineData("Stripe:WebhookSecrets:0", "sk_test_1", "Stripe:WebhookSecrets must be")]
    [InlineData("Stripe:WebhookSecrets:1", "", "Stripe:WebhookSecrets must be")]
    [InlineData("Stripe:ApiBase", "http://api.stripe.com", "Stripe:ApiBase must be")]
    [InlineData("Stripe:ApiBase", "api.stripe.com", "Stripe:ApiBase must be")]
    [InlineData("Stripe:ApiBase", "https://user:pass@api.stripe.com", "Stripe:ApiBase must be")]
    [InlineData("Stripe:ApiBase", "https://api.stripe.com/v1", "Stripe:ApiBase must be")]
    [InlineData("Stripe:Timings:Attempt", "00:01:00", "Stripe:Timings needs")]
    [InlineData("Stripe:Timings:Retries", "99", "Stripe:Timings needs")]
    [InlineData("Stripe:Timings:BreakLeast", "1", "Stripe:Timings needs")]
    public async Task WithoutThemItRefusesAndSaysWhich(string setting, string? value, string sentence)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(With((setting, value))));
        refusal.Message.ShouldContain(sentence);
        refusal.ToString().ShouldNotContain("k_test_1");
        refusal.ToString().ShouldNotContain("whsec_1");
    }

    [Fact]
    public async Task AllThatIsMissingIsSaidAtOnce()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync([]));
        refusal.Message.ShouldContain("Stripe:SecretKey is missing");
        refusal.Message.ShouldContain("Stripe:WebhookSecrets is missing");
    }

    private static Dictionary<string, string?> With(params (string Key, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(Good, StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                settings.Remove(key);
            }
            else
            {
                settings[key] = value;
            }
        }

        return settings;
    }

    private static async Task<StripeOptions> StartAsync(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.AddStripe();
        await using var app = builder.Build();
        await app.StartAsync();
        return app.Services.GetRequiredService<IOptions<StripeOptions>>().Value;
    }
}
