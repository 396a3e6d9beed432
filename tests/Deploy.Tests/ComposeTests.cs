using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.Deploy.Tests;

/// <summary><c>deploy/compose.yaml</c>: the same programs, addresses and keys as the fleet's.</summary>
public sealed partial class ComposeTests
{
    private static readonly JsonObject Compose = (JsonObject)Merged(Yaml.Documents(Repository.Read("deploy/compose.yaml")).Single())!;

    public static TheoryData<string> Programs => [.. FleetGraph.References.Keys];

    [Fact]
    public void EveryProgramOfTheFleetIsThereAndHasAnImageOfItsOwn()
    {
        var programs = Compose["services"]!
            .AsObject()
            .Where(service => service.Value.Text("image")!.StartsWith("community/", StringComparison.Ordinal))
            .ToList();
        programs.Select(program => program.Key).ShouldBe([.. FleetGraph.References.Keys, "stripe"], ignoreOrder: true);
        programs
            .Select(program => program.Value.Text("image"))
            .ShouldBe(programs.Select(program => $"community/{program.Key}:${{COMMUNITY_TAG:-local}}"));
    }

    [Theory, MemberData(nameof(Programs))]
    public void AProgramHasNoRightsAndTheKeysThatItNeeds(string name)
    {
        var program = Compose.At("services", name);
        program.IsTrue("read_only").ShouldBeTrue();
        program.Text("user").ShouldBe("10654:10654");
        program.Each("cap_drop").Select(capability => capability.Text()).ShouldBe(["ALL"]);
        var variables = program.Members("environment").Select(variable => variable.Key).ToList();
        variables.Where(variable => !ConfigurationKeys.IsKnown(name, variable) && !Reference().IsMatch(variable)).ShouldBeEmpty();
        ConfigurationKeys.Missing(name, variables).ShouldBeEmpty();
        variables
            .Where(variable => Reference().IsMatch(variable))
            .Select(variable => Reference().Match(variable).Groups["service"].Value)
            .Distinct()
            .ShouldBe(FleetGraph.References[name], ignoreOrder: true);
    }

    [Fact]
    public void EveryVariableThatHasNoDefaultIsInTheEnvironmentFile()
    {
        var secrets = Repository.Read("deploy/compose-secrets");
        var needed = Required()
            .Matches(Repository.Read("deploy/compose.yaml"))
            .Select(match => match.Groups["name"].Value)
            .Distinct()
            .ToList();
        needed.ShouldContain("FLEET_KEY");
        needed.Where(name => !secrets.Contains($"{name}=", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The same with the members that <c>&lt;&lt;</c> takes over, which its own win over.</summary>
    private static JsonNode? Merged(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var merged = (JsonObject?)Merged(members["<<"]) ?? [];
                foreach (var (name, value) in members.Where(member => member.Key != "<<"))
                {
                    merged[name] = Merged(value);
                }

                return merged;
            case JsonArray items:
                return new JsonArray([.. items.Select(Merged)]);
            default:
                return node?.DeepClone();
        }
    }

    [GeneratedRegex("^services__(?<service>[a-z-]+)__(http|h2c)__0$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+):\?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Required();
}
