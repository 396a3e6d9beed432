namespace Community.Deploy.Tests;

/// <summary>The way from clients to the gateway.</summary>
public sealed class EdgeTests
{
    public static TheoryData<string> Overlays => [.. Rendering.Overlays.Where(HasEdge)];

    /// <summary>Requests and WebSockets by HTTP are sent to https; every route to the gateway is of a listener with a
    /// certificate.</summary>
    [Theory, MemberData(nameof(Overlays))]
    public void ClientsReachTheGatewayOverTlsOnly(string overlay)
    {
        var rendering = Rendering.Of(overlay);
        var withTls = rendering
            .OfKind("Gateway")
            .SelectMany(gateway =>
                gateway
                    .Each("spec", "listeners")
                    .Where(listener => listener.Text("protocol") == "HTTPS" && listener.Each("tls", "certificateRefs").Any())
                    .Select(listener => $"{gateway.Text("metadata", "name")}/{listener.Text("name")}")
            )
            .ToList();
        var routes = rendering.OfKind("HTTPRoute").ToList();
        var forwarding = routes.Where(route => route.Each("spec", "rules").Any(rule => rule.Each("backendRefs").Any())).ToList();

        forwarding.ShouldNotBeEmpty();
        forwarding
            .SelectMany(route => route.Each("spec", "parentRefs"))
            .Select(parent => $"{parent.Text("name")}/{parent.Text("sectionName")}")
            .Except(withTls)
            .ShouldBeEmpty("a route to the gateway has to name a listener with TLS");
        routes
            .Except(forwarding)
            .SelectMany(route => route.Each("spec", "rules"))
            .SelectMany(rule => rule.Each("filters"))
            .Select(filter => filter.Text("requestRedirect", "scheme"))
            .Distinct()
            .ShouldBe(["https"]);
    }

    /// <summary>The limits of the Gateway API are for the whole answer, so a file on a slow line would be cut. The gateway limits
    /// silence.</summary>
    [Theory, MemberData(nameof(Overlays))]
    public void NoAnswerIsCutForItsLength(string overlay)
    {
        var rules = Rendering
            .Of(overlay)
            .OfKind("HTTPRoute")
            .SelectMany(route => route.Each("spec", "rules"))
            .Where(rule => rule.Each("backendRefs").Any())
            .ToList();
        rules.ShouldNotBeEmpty();
        foreach (var rule in rules)
        {
            // Without a value the implementation's own default applies.
            rule.Text("timeouts", "request").ShouldBe("0s");
            rule.Text("timeouts", "backendRequest").ShouldBe("0s");
        }
    }

    [Fact]
    public void AnOverlayHasAnEdge() => Overlays.ShouldNotBeEmpty();

    private static bool HasEdge(string overlay) => Rendering.Of(overlay).OfKind("Gateway").Any();
}
