using System.Diagnostics;
using Community.Identity.ExternalLogin;
using Community.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Identity.Tests.ExternalLogin;

/// <summary>The package oidc-provider, in the version of node/package-lock.json.</summary>
public sealed class OidcProviderPackage() : NpmFolder(new Version(20, 0), "tests", "Identity.Tests", "node");

/// <summary>A token of the certified npm package oidc-provider, with its own discovery document and keys: node/provider.mjs.</summary>
public sealed class RealProviderTests(OidcProviderPackage package) : IClassFixture<OidcProviderPackage>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task ItsTokenIsTakenAndNoneThatDiffers()
    {
        Assert.SkipWhen(package.TooOld is not null, package.TooOld ?? "");
        using var node = Process.Start(
            new ProcessStartInfo("node", ["provider.mjs"])
            {
                UseShellExecute = false,
                WorkingDirectory = package.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
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
