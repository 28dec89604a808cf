// Passwords become keys on the pool: a third of a second and 128 MiB each.

import Digest
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func hashPassword(
        _ password: [UInt8], by recipe: PasswordRecipe, for job: JobID
    ) {
        offload.run {
            Scrypt.key(
                of: password, salt: recipe.salt, costBits: recipe.costBits, block: recipe.block,
                lanes: recipe.lanes, memory: Limits.scryptMemory)
        } then: { [unowned self] (key: Digest256?) in
            let error = WorldError(.full, "there is no memory to hash a password in")
            complete(.passwordHashed(job, key.map { .success($0) } ?? .failure(error)))
        }
    }
}
