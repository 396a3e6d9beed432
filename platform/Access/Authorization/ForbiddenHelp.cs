using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Access.Authorization;

/// <summary>
/// The help text of a refusal by the endpoint's policy: it tells the caller how to get the right. A role in a token is as old as the token.
/// </summary>
internal static class ForbiddenHelp
{
    public static string For(HttpContext context) =>
        context
            .GetEndpoint()
            ?.Metadata.GetOrderedMetadata<IAuthorizeData>()
            .LastOrDefault(data => data.Policy is not (null or Policies.SignedIn))
            ?.Policy switch
        {
            Policies.Organizer => "Only organizers can do this. POST /users/me/organizer makes you one and answers with a new token.",
            Policies.Moderator => "Only moderators can do this. Ask an administrator for the role, then log in again.",
            Policies.Admin => "Only administrators can do this. Ask an administrator for the role, then log in again.",
            _ => "You are not allowed to do this.",
        };
}
