using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

namespace Community.Social.Moderation;

/// <summary>A moderator's decision.</summary>
/// <param name="Decision">dismiss, remove, warn, mute or suspend.</param>
/// <param name="Note">The reason, for other moderators; the user concerned does not read it. At most 2000 characters.</param>
/// <param name="Days">The duration in days, 1 to 365: required for mute, optional for suspend (without it: until it is lifted).</param>
/// <param name="RemoveContent">With warn, mute or suspend: also removes the content.</param>
internal sealed record ResolveRequest(
    Decision Decision,
    [property: StringLength(2000), MultiLine] string Note,
    [property: Range(1, 365)] int? Days = null,
    bool RemoveContent = false
) : IHasExample<ResolveRequest>, IHasRules<ResolveRequest>
{
    public static ResolveRequest Example => new(Decision.Mute, "Third advertisement this week.", 7, RemoveContent: true);

    public static RequestRules<ResolveRequest> Rules { get; } =
        new RequestRules<ResolveRequest>()
            .Add(
                nameof(Days),
                request =>
                    request switch
                    {
                        { Decision: Decision.Mute, Days: null } => new(FaultCode.Required, "is required to mute"),
                        { Decision: not (Decision.Mute or Decision.Suspend), Days: not null } => new(
                            FaultCode.NotApplicable,
                            "must be absent unless the decision is mute or suspend"
                        ),
                        _ => null,
                    },
                nameof(Decision)
            )
            .Add(
                nameof(RemoveContent),
                request =>
                    request is { Decision: Decision.Dismiss, RemoveContent: true }
                        ? new(FaultCode.NotApplicable, "must be absent where the case is dismissed")
                        : null,
                nameof(Decision)
            );

    public bool RemovesContent => RemoveContent || Decision == Decision.Remove;

    /// <exception cref="ProblemException">400: the decision does not fit the content; 409: the author is not known.</exception>
    public void Require(ModerationCase found)
    {
        if (FaultIn(found.ContentType) is { } fault)
        {
            throw Problem.Invalid([fault]).ToException();
        }

        if (Decision is Decision.Warn or Decision.Mute or Decision.Suspend && found.AuthorId is null)
        {
            throw Problem
                .Conflict("The author of this content is not known yet. Dismiss or remove it, or try again shortly.", "author_unknown")
                .ToException();
        }
    }

    private FieldFault? FaultIn(string contentType) =>
        this switch
        {
            { Decision: Decision.Remove } when contentType == ApiNames.User => new(
                "decision",
                FaultCode.NotAnOption,
                "must not be remove: a person cannot be removed"
            ),
            { RemoveContent: true } when contentType == ApiNames.User => new(
                "remove_content",
                FaultCode.NotApplicable,
                "must be absent: a person cannot be removed"
            ),
            _ => null,
        };
}
