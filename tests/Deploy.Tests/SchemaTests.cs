using System.Text.Json.Nodes;
using k8s;
using YamlDotNet.Core;

namespace Community.Deploy.Tests;

/// <summary>The manifests against the schemas of Kubernetes 1.34 and of the operators' own kinds.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Overlays => [.. Rendering.Overlays];

    [Theory, MemberData(nameof(Overlays))]
    public void EveryManifestSuitsItsSchema(string overlay) =>
        Rendering.Of(overlay).Objects.SelectMany(SchemaWalk.Findings).ShouldBeEmpty();

    /// <summary>A second check of Kubernetes' own kinds: the client library's types, which accept no other member.</summary>
    [Theory, MemberData(nameof(Overlays))]
    public void EveryManifestIsReadByTheClientLibrary(string overlay)
    {
        var read = 0;
        foreach (var item in Rendering.Of(overlay).Objects.Where(SchemaWalk.IsOfKubernetes))
        {
            ReadStrictly(item).Kind.ShouldBe(item.Text("kind"));
            read++;
        }

        read.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void TheClientLibraryRefusesAnUnknownMember()
    {
        var deployment = Rendering.Of("production").Find("Deployment", "identity")!;
        deployment["spec"]!["replica"] = 2;
        Should.Throw<YamlException>(() => ReadStrictly(deployment));
    }

    private static IKubernetesObject ReadStrictly(JsonObject item) =>
        KubernetesYaml
            .LoadAllFromString(item.ToJsonString(), typeMap: null, strict: true)
            .ShouldHaveSingleItem()
            .ShouldBeAssignableTo<IKubernetesObject>()!;

    [Fact]
    public void AKeyTwiceIsRefused() => Should.Throw<YamlException>(() => Yaml.Documents("a: 1\nb: 2\na: 3\n").ToList());

    [Theory]
    [InlineData("replica", "2", "spec.replica: unknown")]
    [InlineData("replicas", "\"2\"", "spec.replicas: \"2\" is not of type integer")]
    [InlineData("replicas", "5000000000", "is not of type integer")]
    [InlineData("paused", "maybe", "is not of type boolean")]
    [InlineData("selector", "~", "spec.selector: missing")]
    [InlineData("template", "{metadata: []}", "spec.template.metadata: not an object")]
    [InlineData("template", "{spec: {containers: {}}}", "spec.template.spec.containers: not a list")]
    [InlineData("template", "{spec: {containers: [{name: x, resources: {limits: {memory: 1GiB}}}]}}", "1GiB is no quantity")]
    [InlineData("template", "{spec: {containers: [{image: x}]}}", "spec.template.spec.containers[0].name: missing")]
    [InlineData("template", "{spec: {containers: [{name: x, ports: [{containerPort: 1, protocol: HTTP}]}]}}", "HTTP is not one of")]
    [InlineData("strategy", "{rollingUpdate: {maxSurge: true}}", "neither a number nor a text")]
    public void AnErrorOfADeploymentIsFound(string member, string value, string finding)
    {
        var deployment = Rendering.Of("production").Find("Deployment", "identity")!;
        deployment["spec"]![member] = Yaml.Documents($"value: {value}").Single()["value"]?.DeepClone();
        SchemaWalk.Findings(deployment).ShouldContain(found => found.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Cluster", "instances", "many")]
    [InlineData("Cluster", "backups", "1")]
    [InlineData("HTTPRoute", "rules", "{}")]
    [InlineData("ExternalSecret", "refresh", "1h")]
    [InlineData("RabbitmqCluster", "replicas", "'3'")]
    public void AnErrorOfAnOperatorsKindIsFound(string kind, string member, string value)
    {
        var item = Rendering.Of("production").OfKind(kind).First();
        item["spec"]![member] = Yaml.Documents($"value: {value}").Single()["value"]?.DeepClone();
        SchemaWalk.Findings(item).ShouldNotBeEmpty();
    }

    [Fact]
    public void AKindWithoutASchemaIsFound() =>
        SchemaWalk
            .Findings(new JsonObject { ["apiVersion"] = "apps/v1beta1", ["kind"] = "Deployment" })
            .ShouldHaveSingleItem()
            .ShouldContain("no schema");
}
