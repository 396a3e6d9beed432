using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Passwords;

namespace Community.Identity.Tests.Passwords;

/// <summary>Passwords that are known from breaches.</summary>
public sealed class BreachedPasswordTests(IdentityApplication application) : IClassFixture<IdentityApplication>, IDisposable
{
    private const string Breached = "seven brown lazy foxes";
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void EachPasswordOfTheFileIsFoundAndNoOther()
    {
        var known = Enumerable.Range(0, 1_000).Select(number => $"known password {number}").ToList();
        for (var count = 0; count < known.Count; count += count < 10 ? 1 : 99)
        {
            WriteFile(known.Take(count));
            using var breached = new BreachedPasswords(new() { BreachedFile = _file });
            known.Take(count).Where(password => !breached.Contains(password)).ShouldBeEmpty();
            known.Skip(count).Where(breached.Contains).ShouldBeEmpty();
        }
    }

    [Fact]
    public void WithoutAFileNoneIsKnown()
    {
        using var breached = new BreachedPasswords(new());
        breached.Contains("password").ShouldBeFalse();
    }

    [Fact]
    public void AFileOfAnotherFormStopsTheStart()
    {
        File.WriteAllText(_file, "password\n");
        new BreachedPasswordOptions { BreachedFile = _file }
            .Validate(new("x"))
            .ShouldNotBeEmpty();
        new BreachedPasswordOptions { BreachedFile = _file + ".missing" }
            .Validate(new("x"))
            .ShouldNotBeEmpty();
        WriteFile([Breached]);
        new BreachedPasswordOptions { BreachedFile = _file }
            .Validate(new("x"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task NoAccountGetsOne()
    {
        WriteFile(["another password", Breached]);
        application.Settings["Passwords:BreachedFile"] = _file;
        var person = await application.RegisterAsync();

        using var anonymous = application.Anonymous();
        var refused = await anonymous
            .PostAsJsonAsync(
                "/api/v1/auth/register",
                new
                {
                    username = "breached",
                    email = "breached@example.org",
                    password = Breached,
                }
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        refused["faults"]![0]!["code"]!.GetValue<string>().ShouldBe("breached_password");
        var unchanged = await person
            .Client.PutAsJsonAsync("/api/v1/users/me/password", new { current_password = Person.DefaultPassword, new_password = Breached })
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        unchanged["errors"]!["new_password"]!.ToJsonString().ShouldContain("known from a breach");
        await application.SignInAsync(person.Username);
    }

    public void Dispose() => File.Delete(_file);

    private void WriteFile(IEnumerable<string> passwords) =>
        File.WriteAllText(
            _file,
            string.Concat(
#pragma warning disable CA5350 // The form of the list.
                passwords
                    .Select(password => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password))))
                    .Order(StringComparer.Ordinal)
                    .Select((hash, index) => $"{hash}:{index * index}\r\n")
#pragma warning restore CA5350
            )
        );
}
