using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Community.Identity.ExternalLogin;
using Community.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Identity.Tests.ExternalLogin;

/// <summary>The package oidc-provider, in the version of node/package-lock.json.</summary>
public sealed class OidcProviderPackage() : NpmFolder(new Version(20, 0), "tests", "Identity.Tests", "node");

/// <summary>The certified npm package oidc-provider, with its own discovery document, keys, pages and codes: node/provider.mjs.</summary>
public sealed class RealProviderTests(OidcProviderPackage package, IdentityApplication application)
    : IClassFixture<OidcProviderPackage>,
        IClassFixture<IdentityApplication>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task ItsTokenIsTakenAndNoneThatDiffers()
    {
        Assert.SkipWhen(package.TooOld is not null, package.TooOld ?? "");
        using var node = Start();
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var issuer = await ReadAsync(node, "issuer: ", limit.Token);
            var token = await ReadAsync(node, "token: ", limit.Token);
            using var keys = new ProviderKeys(issuer, jwksUri: null, NullLogger.Instance);
            var provider = new OidcProvider("real", issuer, ["community-web"], keys);

            var read = await IdToken.ReadAsync(token, "n-real", provider, TimeProvider.System);

            (read.Subject, read.Email, read.Name).ShouldBe(("ann", "ann@example.test", "Ann Example"));
            await RefusedAsync(token, "another nonce", provider);
            await RefusedAsync(token, "n-real", provider with { ClientIds = ["another-app"] });
            await RefusedAsync(token, "n-real", provider with { Issuer = issuer + "/" });
            await RefusedAsync(token[..^10] + "AAAAAAAAAA", "n-real", provider);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    /// <summary>It demands PKCE, compares the address and the secret, and sends its issuer with the code (RFC 9207).</summary>
    [Fact]
    public async Task ItLeadsABrowserThroughTheCodeFlow()
    {
        Assert.SkipWhen(package.TooOld is not null, package.TooOld ?? "");
        using var node = Start();
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var issuer = await ReadAsync(node, "issuer: ", limit.Token);
            application.Settings["Identity:ClientUrl"] = "https://app.example";
            foreach (var name in new[] { "public", "secret", "wrong" })
            {
                application.Settings[$"Oidc:{name}:Issuer"] = issuer;
                application.Settings[$"Oidc:{name}:ClientIds:0"] = name == "public" ? "community-public" : "community-secret";
            }

            application.Settings["Oidc:secret:ClientSecret"] = "a secret: of 100 %";
            application.Settings["Oidc:wrong:ClientSecret"] = "another";

            var created = await SignInAsync(node, "public", limit.Token).ShouldBeAsync(HttpStatusCode.Created);
            created["user"]!["email"]!.GetValue<string>().ShouldBe("ann@example.test");
            // Both have verified the address, so the second one is linked to the account.
            await SignInAsync(node, "secret", limit.Token).ShouldBeAsync(HttpStatusCode.OK);
            await SignInAsync(node, "wrong", limit.Token).ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private async Task<HttpResponseMessage> SignInAsync(Process node, string name, CancellationToken cancellationToken)
    {
        using var browser = application.Anonymous();
        var path = $"/api/v1/auth/oidc/{name}/authorizations";
        var begun = await browser.PostAsync(path, null, cancellationToken).ShouldBeAsync(HttpStatusCode.Created);
        await node.StandardInput.WriteLineAsync(begun["url"]!.GetValue<string>().AsMemory(), cancellationToken);
        var back = QueryHelpers.ParseQuery(new Uri(await ReadAsync(node, "back: ", cancellationToken)).Query);
        back["state"].ToString().ShouldBe(begun["state"]!.GetValue<string>());
        return await browser.PostAsJsonAsync(
            $"{path}/complete",
            new
            {
                state = back["state"].ToString(),
                code = back["code"].ToString(),
                issuer = back["iss"].ToString(),
            },
            cancellationToken
        );
    }

    private Process Start() =>
        Process.Start(
            new ProcessStartInfo("node", ["provider.mjs"])
            {
                UseShellExecute = false,
                WorkingDirectory = package.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

    private static Task<InvalidIdTokenException> RefusedAsync(string token, string nonce, OidcProvider provider) =>
        Should.ThrowAsync<InvalidIdTokenException>(() => IdToken.ReadAsync(token, nonce, provider, TimeProvider.System));

    private static async Task<string> ReadAsync(Process node, string prefix, CancellationToken cancellationToken)
    {
        while (await node.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line[prefix.Length..];
            }
        }

        throw new InvalidOperationException($"The provider ended without '{prefix}': see its errors above.");
    }
}
