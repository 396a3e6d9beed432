using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using Community.Platform.Http.Json;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Community.Architecture.Tests;

/// <summary>Rules for all inputs of clients, checked for every endpoint: a new endpoint cannot forget them.</summary>
public sealed partial class InputTests(Applications applications)
{
    private List<(string Where, Type Type, IReadOnlyList<Attribute> Attributes)> Members =>
        [
            .. applications
                .Endpoints
                // The fleet's own calls write their inputs by themselves.
                .Where(pair =>
                    pair.Endpoint.Metadata.GetMetadata<MethodInfo>() is not null
                    && !pair.Endpoint.RoutePattern.RawText!.Contains("internal", StringComparison.Ordinal)
                )
                .SelectMany(pair =>
                    MembersOf(
                        pair.Service,
                        pair.Endpoint.Metadata.GetMetadata<MethodInfo>()!,
                        pair.Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
                    )
                )
                .DistinctBy(member => member.Where),
        ];

    [Fact]
    public void NoRuleLeavesAPatternInItsWords()
    {
        var rules = Members
            .SelectMany(member => member.Attributes.OfType<ValidationAttribute>().Select(rule => (member.Where, Words: WordsOf(rule))))
            .ToList();
        rules.Count.ShouldBeGreaterThan(200, "the rules of all bodies and queries");
        rules
            .Where(rule =>
                Pattern().IsMatch(rule.Words)
                || rule.Words.Contains(", ,", StringComparison.Ordinal)
                || rule.Words.Contains("field", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    /// <summary>The compiler demands a code of a <c>RuleAttribute</c>; a rule with another base would only have a sentence.</summary>
    [Fact]
    public void EveryRuleOfOurOwnHasACode()
    {
        var rules = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "Community.*.dll")
            .Select(file => Assembly.Load(AssemblyName.GetAssemblyName(file)))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ValidationAttribute)))
            .ToList();
        rules.Count.ShouldBeGreaterThan(20);
        rules
            .Where(type => !type.IsAssignableTo(typeof(RuleAttribute)) && !type.IsAssignableTo(typeof(PatternAttribute)))
            .Select(type => type.FullName)
            .ShouldBeEmpty("derive it from RuleAttribute");
    }

    /// <summary>
    /// A rule that needs only the request belongs to the request (an attribute, or <c>IHasRules</c>): there the client gets it together
    /// with all other faults. A handler that refuses an input is listed here, with its file, the number of refusals and the state that it
    /// needs.
    /// </summary>
    private static readonly Dictionary<string, (int Count, string Needs)> RefusalsThatNeedState = new(StringComparer.Ordinal)
    {
        ["identity/PasswordReset/PasswordChange.cs"] = (3, "the account's own names"),
        ["identity/Sessions/SessionCookie.cs"] = (1, "a header that the endpoints of sessions share"),
        ["identity/Sessions/SessionEndpoints.cs"] = (1, "whether the browser's cookie has the token"),
        ["identity/ApiTokens/ApiTokenStore.cs"] = (1, "the time at which the token is made"),
        ["identity/Bots/BotStore.cs"] = (1, "the route: the same body may do more elsewhere"),
        ["identity/ExternalLogin/ExternalSignIn.cs"] = (1, "the stored codes"),
        ["identity/Passwords/PasswordHashing.cs"] = (1, "the operator's list of breached passwords"),
        ["identity/Registration/AccountCreation.cs"] = (1, "the stored codes"),
        ["social/Moderation/Rules/RuleRules.cs"] = (1, "the rule that is changed"),
        ["social/Moderation/CommunityCaseEndpoints.cs"] = (1, "the route: the same body may do more elsewhere"),
        ["social/Moderation/ResolveRequest.cs"] = (1, "the type of the case's content"),
        ["social/Connections/ConnectionEndpoints.cs"] = (1, "the caller"),
        ["social/Communities/CommunityRules.cs"] = (1, "the community that is changed"),
        ["events/Photos/PhotoUpload.cs"] = (3, "the bytes of an upload, read behind the right to upload"),
        ["events/Publishing/EventChanges.cs"] = (2, "the event that is changed"),
        ["events/Publishing/EventRules.cs"] = (1, "the event that is changed, or the time zone of the organizer"),
        ["events/Publishing/PublishingEndpoints.cs"] = (1, "the time zone of the organizer"),
        ["messaging/Messages/MessageChanges.cs"] = (1, "the attachments of the message"),
        ["messaging/Messages/MessageEndpoints.cs"] = (2, "the channel's messages and the caller's files"),
        ["messaging/Attachments/AttachmentEndpoints.cs"] = (1, "the bytes of an upload, read behind the right to upload"),
        ["messaging/Attachments/AttachmentIntake.cs"] = (2, "the bytes of an upload, read behind the right to upload"),
        ["ai-companion/Courses/CourseRules.cs"] = (2, "the course that is changed"),
        ["ai-companion/Courses/ModuleEndpoints.cs"] = (1, "the course's modules"),
        ["ai-companion/Courses/LearningEndpoints.cs"] = (2, "the quiz"),
    };

    [Fact]
    public void AHandlerRefusesAnInputOnlyByStoredState()
    {
        var found = Repository
            .Files("services", ".cs")
            .Select(file => (File: file["services/".Length..], Count: Refusal().Count(Repository.Read(file))))
            .Where(file => file.Count > 0)
            .ToList();
        found.Count.ShouldBeGreaterThan(10);
        found
            .Where(file => !RefusalsThatNeedState.TryGetValue(file.File, out var allowed) || allowed.Count != file.Count)
            .ShouldBeEmpty("a rule that the request alone decides is an attribute of its member or a rule of IHasRules");
        RefusalsThatNeedState.Keys.Except(found.Select(file => file.File), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void EveryWholeNumberHasItsRange()
    {
        // Without a range, a client that sends another value is told the range of the type, from -2147483648.
        Type[] whole = [typeof(int), typeof(long), typeof(short)];
        var members = Members.Where(member => whole.Contains(Inner(member.Type))).ToList();
        members.Count.ShouldBeGreaterThan(30, "the limits of all lists at least");
        members.Where(member => !member.Attributes.OfType<RangeAttribute>().Any()).Select(member => member.Where).ShouldBeEmpty();
    }

    /// <summary>An item that the framework cannot parse would answer 500.</summary>
    [Fact]
    public void EveryListOfAQueryHoldsTexts() =>
        applications
            .Endpoints.Select(pair => pair.Endpoint.Metadata.GetMetadata<MethodInfo>())
            .OfType<MethodInfo>()
            .Distinct()
            .SelectMany(handler => handler.GetParameters().Select(parameter => (handler, parameter)))
            .Where(one => one.parameter.ParameterType is { IsArray: true } type && type.GetElementType() != typeof(string))
            .Where(one => one.parameter.GetCustomAttribute<FromBodyAttribute>() is null)
            .Select(one => $"{one.handler.DeclaringType?.Name}.{one.handler.Name}: {one.parameter.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void EveryTimeIsReadByThePlatform()
    {
        // DateTimeOffset, DateOnly and TimeOnly in a body and QueryTime in a query are bounded. These are unbounded, or the framework reads
        // them.
        Type[] unread = [typeof(DateTime), typeof(TimeSpan)];
        Type[] inBodiesOnly = [typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly)];
        Members.Where(member => unread.Contains(Inner(member.Type))).Select(member => member.Where).ShouldBeEmpty();
        Members
            .Where(member =>
                !member.Where.Contains('.', StringComparison.Ordinal)
                && (inBodiesOnly.Contains(Inner(member.Type)) || Inner(member.Type).IsEnum)
            )
            .Select(member => member.Where)
            .ShouldBeEmpty("a query takes QueryTime and Choice");
    }

    [Fact]
    public void EveryNumberThatBecomesATimeIsBounded() =>
        Members
            .Where(member =>
                DurationName().IsMatch(member.Where) && (Inner(member.Type) == typeof(int) || Inner(member.Type) == typeof(long))
            )
            .Where(member => !member.Attributes.OfType<RangeAttribute>().Any(range => Convert.ToInt64(range.Maximum, null) <= 1_000_000))
            .Select(member => member.Where)
            .ShouldBeEmpty();

    [Fact]
    public void WhatIsChangedElsewhereIsNotChangedHere()
    {
        var types = applications
            .Endpoints.Select(pair => pair.Endpoint.Metadata.GetMetadata<MethodInfo>())
            .OfType<MethodInfo>()
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.ParameterType)
            .Where(type => type.IsDefined(typeof(ChangedElsewhereAttribute)))
            .Distinct()
            .ToList();
        types.Count.ShouldBeGreaterThan(3);
        var breaches =
            from type in types
            from elsewhere in type.GetCustomAttributes<ChangedElsewhereAttribute>()
            where ServiceJson.Options.GetTypeInfo(type).Properties.Any(property => property.Name == elsewhere.Member)
            select $"{type.Name} takes {elsewhere.Member}";
        breaches.ShouldBeEmpty();
    }

    /// <summary>
    /// The rules as a client reads them. A rule for text has a message for each fault, so it gets a text that no rule accepts.
    /// </summary>
    private static string WordsOf(ValidationAttribute rule) =>
        rule switch
        {
            TextRuleAttribute text => text.FaultOf("\u0001{")?.Message ?? "",
            RuleAttribute => "",
            _ => RuleFaults.For(rule, "").ShouldNotBeNull($"{rule.GetType().Name} has no code: RuleFaults.For gives it one").Message,
        };

    private static IEnumerable<(string Where, Type Type, IReadOnlyList<Attribute> Attributes)> MembersOf(
        string service,
        MethodInfo handler,
        Type? body
    )
    {
        foreach (var parameter in handler.GetParameters())
        {
            var type = parameter.ParameterType;
            if (parameter.IsDefined(typeof(AsParametersAttribute)))
            {
                foreach (var property in type.GetProperties())
                {
                    yield return ($"{service} {type.Name}:{property.Name}", property.PropertyType, WireNames.Attributes(property));
                }
            }
            else if (type == body)
            {
                foreach (var member in MembersOf(service, type, []))
                {
                    yield return member;
                }
            }
            else if (!type.IsInterface && type.Namespace?.StartsWith("Community", StringComparison.Ordinal) != true)
            {
                yield return (
                    $"{service} {handler.DeclaringType!.Name}:{handler.Name}:{parameter.Name}",
                    type,
                    [.. parameter.GetCustomAttributes()]
                );
            }
        }
    }

    private static IEnumerable<(string Where, Type Type, IReadOnlyList<Attribute> Attributes)> MembersOf(
        string service,
        Type type,
        HashSet<Type> met
    )
    {
        foreach (var property in met.Add(type) ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance) : [])
        {
            yield return ($"{service} {type.Name}.{property.Name}", property.PropertyType, WireNames.Attributes(property));
            foreach (var inner in Parts(property.PropertyType).Where(IsBody).SelectMany(part => MembersOf(service, part, met)))
            {
                yield return inner;
            }
        }
    }

    /// <summary>The records of services for the bodies that clients send.</summary>
    private static bool IsBody(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.Namespace?.StartsWith("Community.", StringComparison.Ordinal) == true
        && type.GetMethod("<Clone>$") is not null;

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type.IsArray ? type.GetElementType()! : type];

    private static Type Inner(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? Inner(type.GetGenericArguments()[0]) : type;
    }

    [GeneratedRegex(@"\bProblem\s*\.Invalid\(")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"\{[0-9]")]
    private static partial Regex Pattern();

    [GeneratedRegex("(Seconds|Minutes|Hours|Days|Weeks|Months|Years)$")]
    private static partial Regex DurationName();
}
