using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>Words that no file may have, or no file of the platform.</summary>
public sealed partial class RepositoryTests
{
    // Composed here, so that this file does not contain them.
    private static readonly string[] OfOneMachine =
    [
        "/" + "work/",
        "/" + "farm/",
        "api.nuget" + ".org",
        "registry." + "npmjs",
        "art" + "ifactory",
        "jfr" + "og.",
        "pypi" + ".org",
        "proxy.go" + "lang",
    ];

    [Fact]
    public void NothingNamesARegistryOrAPathOfOneMachine()
    {
        var files = Repository.Files().ToList();
        files.Count.ShouldBeGreaterThan(300);
        var breaches =
            from file in files
            where new FileInfo(Repository.InRoot(file)).Length < 1024 * 1024
            let text = Repository.Read(file)
            from word in OfOneMachine
            where text.Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"{file} names {word}";
        breaches.ShouldBeEmpty();
    }

    [Fact]
    public void ThePlatformKnowsNoBusinessTerm()
    {
        var files = Repository.PlatformFiles(".cs", ".sql").ToList();
        files.Count.ShouldBeGreaterThan(100);
        var breaches = from file in files from match in BusinessTerm().Matches(Repository.Read(file)) select $"{file}: {match.Value}";
        breaches.ShouldBeEmpty();
    }

    [Fact]
    public void ThePlatformKnowsNoContractByName() =>
        Repository
            .PlatformFiles(".cs")
            // The audit record has acts of all services.
            .Where(file => file != "platform/Data/RecordedActs.cs")
            .Where(file => Repository.Read(file).Contains("Community.Contracts.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void TheBotThatRaisesVersionsKnowsEveryPackageOfNode()
    {
        var known = Repository.Read(".github/dependabot.yml");
        Repository
            .Files("", ".json")
            .Where(file => Path.GetFileName(file) == "package.json")
            .Select(file => "/" + Path.GetDirectoryName(file))
            .Where(folder => !Regex.IsMatch(known, $@"[\[ ]{Regex.Escape(folder)}[,\]]"))
            .ShouldBeEmpty("add it to the directories of npm");
    }

    [Theory]
    [InlineData("UserProfile", true)]
    [InlineData("user_profile", true)]
    [InlineData("new Rsvp()", true)]
    [InlineData("AuthenticationTicket", false)]
    [InlineData("the ICC profile of a picture", false)]
    [InlineData("a short circuit", false)]
    public void BusinessTermsAreFoundInsideNames(string text, bool found) => BusinessTerm().IsMatch(text).ShouldBe(found);

    [GeneratedRegex(
        @"(?i:user_?profile|geofence|companion|rsvp|membership|follower|referral|waitlist|identity_?badge|wallet|refund|invoice|subscription_?plan|"
            + @"boosted|streak|meetup|event_?photo|ticket_?code|direct_?message|reaction|circles?_joined|interests)|\bCourses?\b|\bCommunities\b|\bFeed\b"
    )]
    private static partial Regex BusinessTerm();
}
