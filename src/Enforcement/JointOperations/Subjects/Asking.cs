using Enforcement.Identity;
using Enforcement.Processes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Enforcement.JointOperations.Subjects;

/// <summary>Who asks through the API, and what they are told of the answer as it stands for them.</summary>
internal readonly record struct Asking(
    HttpContext Http,
    IActing Acting,
    OrganizationDirectory Organizations,
    TimeProvider Clock,
    CancellationToken Cancel
)
{
    public async Task<Ok<TTold>> TellAsync<T, TTold>(
        Func<Actor, CancellationToken, Task<T>> act,
        Func<T, Actor, OrganizationDirectory, DateTimeOffset, TTold> told
    )
    {
        var actor = await Acting.GetAsync(Http);
        return TypedResults.Ok(told(await act(actor, Cancel), actor, Organizations, Clock.GetUtcNow()));
    }

    /// <param name="path">Of the API; the id follows it.</param>
    public async Task<Created<TTold>> TellMadeAsync<T, TTold>(
        string path,
        Func<Actor, CancellationToken, Task<T>> act,
        Func<T, Actor, OrganizationDirectory, DateTimeOffset, TTold> told
    )
        where T : JointSubject
    {
        var actor = await Acting.GetAsync(Http);
        var it = await act(actor, Cancel);
        return TypedResults.Created($"{path}/{it.Id}", told(it, actor, Organizations, Clock.GetUtcNow()));
    }
}
